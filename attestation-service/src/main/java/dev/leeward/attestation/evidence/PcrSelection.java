package dev.leeward.attestation.evidence;

import java.util.stream.IntStream;

/**
 * Some PCRs of the SHA-256 bank.
 *
 * @param mask bit n stands for PCR n, n from 0 to 23
 */
public record PcrSelection(int mask) {

    /** Number of PCRs in a bank. */
    public static final int PCR_COUNT = 24;

    public PcrSelection {
        if (mask <= 0 || mask >= 1 << PCR_COUNT) {
            throw new IllegalArgumentException("PCR mask " + mask + " selects no PCR or one above 23");
        }
    }

    /** What a challenge asks for: PCR 0 to 7 (platform), 17 and 18 (VMM). */
    public static PcrSelection ofChallenge() {
        return of(0, 1, 2, 3, 4, 5, 6, 7, 17, 18);
    }

    public static PcrSelection of(int... pcrs) {
        int mask = 0;
        for (int pcr : pcrs) {
            if (pcr < 0 || pcr >= PCR_COUNT) {
                throw new IllegalArgumentException("there is no PCR " + pcr);
            }
            mask |= 1 << pcr;
        }
        return new PcrSelection(mask);
    }

    /** These and the others. */
    public PcrSelection with(PcrSelection others) {
        return new PcrSelection(mask | others.mask);
    }

    public boolean contains(int pcr) {
        return (mask >>> pcr & 1) == 1;
    }

    /** The indexes, ascending. */
    public IntStream indexes() {
        return IntStream.range(0, PCR_COUNT).filter(this::contains);
    }

    @Override
    public String toString() {
        return "sha256:"
                + String.join(",", indexes().mapToObj(Integer::toString).toList());
    }
}
