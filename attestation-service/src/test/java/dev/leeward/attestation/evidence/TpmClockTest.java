package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which readings of a TPM's clock can follow 1000 ms, reset 5, restart 2. */
class TpmClockTest {

    private static final TpmClock EARLIER = new TpmClock(1000, 5, 2, true);

    @ParameterizedTest
    @CsvSource({
        "1000, 5, 2, true,  the same moment",
        "1001, 5, 2, true,  later",
        "1500, 5, 3, true,  after a resume",
        "1500, 6, 0, true,  after a reboot",
        " 900, 6, 0, false, after a power loss the clock may go back",
        "1500, 6, 0, false, after a power loss",
    })
    void these_can_follow(long clock, long resets, long restarts, boolean safe, String when) {
        assertThat(new TpmClock(clock, resets, restarts, safe).contradicts(EARLIER))
                .as(when)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2000, 4, 9, true,  resetCount fell",
        "2000, 5, 1, true,  restartCount fell",
        " 999, 5, 2, true,  clock fell",
        " 999, 5, 2, false, clock fell",
        " 999, 6, 0, true,  clock fell",
    })
    void these_cannot(long clock, long resets, long restarts, boolean safe, String why) {
        assertThat(new TpmClock(clock, resets, restarts, safe).contradicts(EARLIER))
                .hasValueSatisfying(words -> assertThat(words).contains(why));
    }
}
