package dev.leeward.policy.policy;

import static dev.leeward.policy.policy.Policies.HOLDS;
import static dev.leeward.policy.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicySetTest {
    private static final Policy A = policy("A", Kind.PERMIT, HOLDS);
    private static final Policy B = policy("B", Kind.FORBID, HOLDS);

    @Test
    void theDigestNamesTheSetWhateverTheOrder() {
        assertThat(Policies.set(A, B).digest())
                .isEqualTo(Policies.set(B, A).digest())
                .matches("[0-9a-f]{64}");
    }

    @Test
    void anyChangeOfAPolicyChangesTheDigest() {
        String digest = Policies.set(A, B).digest();

        assertThat(Policies.set(A).digest()).isNotEqualTo(digest);
        assertThat(Policies.set(A, policy("B", Kind.REQUIRE, HOLDS)).digest()).isNotEqualTo(digest);
        assertThat(Policies.set(A, policy("B", Kind.FORBID, Mode.OFF, Set.of("*"), HOLDS))
                        .digest())
                .isNotEqualTo(digest);
        assertThat(Policies.set(A, policy("B", Kind.FORBID, Mode.ENFORCE, Set.of("acme"), HOLDS))
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void twoPoliciesOfOneIdAreAMistake() {
        assertThatThrownBy(() -> Policies.set(A, B, policy("A", Kind.FORBID, HOLDS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy A is defined twice");
    }
}
