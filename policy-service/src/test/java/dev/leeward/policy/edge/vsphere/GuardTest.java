package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.policy.Evaluator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
    @Test
    void what_a_gateway_cannot_see_to_is_not_fulfilled_by_it() {
        assertThat(Guard.unmet(List.of(Evaluator.RECHECK_TRUST))).isEmpty();
        assertThat(Guard.unmet(List.of(Evaluator.RECHECK_TRUST, "attest-destination-first", "unheard-of")))
                .containsExactly("attest-destination-first", "unheard-of");
    }
}
