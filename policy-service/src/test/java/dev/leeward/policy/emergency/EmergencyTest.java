package dev.leeward.policy.emergency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.emergency.Emergency.Closing;
import dev.leeward.policy.emergency.Emergency.State;
import dev.leeward.policy.emergency.Emergency.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EmergencyTest {
    private static final Instant END = Given.NOW.plus(Duration.ofHours(1));
    private static final Use USE = new Use(new UUID(0, 2), "acme-web", Given.NOW);

    private final Emergency open =
            new Emergency(new UUID(0, 1), "ada", "INC-7", "hurricane", Given.NOW, END, null, 0, null).used(USE);

    @Test
    void itEndsByItself() {
        assertThat(open.stateAt(END.minusMillis(1))).isEqualTo(State.OPEN);
        assertThat(open.stateAt(END)).isEqualTo(State.EXPIRED);
        assertThat(open.glass().overAt(END)).contains("its time was over");
        assertThat(open.glass().overAt(Given.NOW)).isNull();
    }

    @Test
    void closingEndsItAtOnceAndIsDoneOnce() {
        Emergency closed = open.close("sue", Given.NOW);

        assertThat(closed.stateAt(Given.NOW)).isEqualTo(State.CLOSED);
        assertThat(closed.glass().overAt(Given.NOW)).isEqualTo("sue ended it");
        assertThat(closed.close("bob", Given.NOW.plusSeconds(9)).closing()).isEqualTo(new Closing("sue", Given.NOW));
    }

    @Test
    void whatIsOverByItselfIsNotClosed() {
        assertThat(open.close("sue", END)).isEqualTo(open);
    }

    @Test
    void usesAreCountedAndNeverProlongIt() {
        Emergency again = open.used(new Use(new UUID(0, 3), "acme-db", Given.NOW.plusSeconds(5)));

        assertThat(again.uses()).isEqualTo(2);
        assertThat(again.validUntil()).isEqualTo(END);
        assertThat(again.last()).isNotNull();
    }
}
