package dev.leeward.policy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.simulation.Tally.Count;
import dev.leeward.policy.simulation.Tally.Transition;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Transition SAME = Transition.of("acme", Effect.ALLOW, Effect.ALLOW);
    private static final Transition STRICTER = Transition.of("acme", Effect.ALLOW, Effect.DENY);
    private static final Transition PROVIDERS = Transition.of(null, Effect.DENY, Effect.ALLOW);

    @Test
    void transitionsAddUpByTenantInTheirOrder() {
        Tally tally = Tally.NONE.plus(List.of(STRICTER, SAME, STRICTER)).plus(List.of(PROVIDERS, SAME));

        assertThat(tally.counts()).containsExactly(new Count(PROVIDERS, 1), new Count(SAME, 2), new Count(STRICTER, 2));
    }

    @Test
    void onlyWhatCameOutOtherwiseIsAChange() {
        assertThat(Tally.NONE.changed()).isZero();
        assertThat(Tally.NONE.plus(List.of(SAME, STRICTER, PROVIDERS)).changed())
                .isEqualTo(2);
    }
}
