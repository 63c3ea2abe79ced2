package dev.leeward.attestation.evidence;

import java.util.Optional;

/**
 * {@code TPMS_CLOCK_INFO} (TPM 2.0 part 2, section 10.11.1).
 *
 * @param clock milliseconds that the TPM was powered
 * @param resetCount resets (reboots); it never falls while the attestation key lives
 * @param restartCount restarts (resumes) since the last reset
 * @param safe false after a power loss until no greater clock was ever reported: rebooted, not tampered with
 */
public record TpmClock(long clock, long resetCount, long restartCount, boolean safe) {

    /** Why this cannot be later than the given reading of the same TPM; empty where it can. */
    public Optional<String> contradicts(TpmClock earlier) {
        if (resetCount < earlier.resetCount) {
            return Optional.of("resetCount fell from " + earlier.resetCount + " to " + resetCount);
        }
        boolean sameReset = resetCount == earlier.resetCount;
        if (sameReset && restartCount < earlier.restartCount) {
            return Optional.of("restartCount fell from " + earlier.restartCount + " to " + restartCount);
        }
        boolean sameRun = sameReset && restartCount == earlier.restartCount;
        boolean mayGoBack = !sameRun && !safe;
        if (Long.compareUnsigned(clock, earlier.clock) < 0 && !mayGoBack) {
            return Optional.of("clock fell from " + Long.toUnsignedString(earlier.clock) + " to "
                    + Long.toUnsignedString(clock) + " ms");
        }
        return Optional.empty();
    }
}
