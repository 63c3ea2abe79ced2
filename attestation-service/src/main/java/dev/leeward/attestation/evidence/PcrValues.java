package dev.leeward.attestation.evidence;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Values of PCRs of the SHA-256 bank.
 *
 * @param values PCR index to its 32 bytes
 */
public record PcrValues(NavigableMap<Integer, Bytes> values) {

    public PcrValues {
        values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
        values.forEach((pcr, value) -> {
            if (pcr < 0 || pcr >= PcrSelection.PCR_COUNT) {
                throw new IllegalArgumentException("there is no PCR " + pcr);
            }
            if (value.length() != 32) {
                throw new IllegalArgumentException(
                        "PCR " + pcr + " of the sha256 bank has " + value.length() + " bytes, not 32");
            }
        });
    }

    /** Values in hexadecimal, by index. */
    public static PcrValues ofHex(Map<Integer, String> hex) {
        NavigableMap<Integer, Bytes> values = new TreeMap<>();
        hex.forEach((pcr, value) -> values.put(pcr, Bytes.ofHex(value)));
        return new PcrValues(values);
    }

    /** The value of a PCR that is known to be there. */
    public Bytes get(int pcr) {
        Bytes value = values.get(pcr);
        if (value == null) {
            throw new IllegalArgumentException("PCR " + pcr + " is not among " + values.keySet());
        }
        return value;
    }

    /** Whether the selected PCRs are among these. */
    public boolean cover(PcrSelection selection) {
        return selection.indexes().allMatch(values::containsKey);
    }

    /** Whether these are the selected PCRs, no more and no fewer. */
    public boolean areExactly(PcrSelection selection) {
        int mask = 0;
        for (int pcr : values.keySet()) {
            mask |= 1 << pcr;
        }
        return mask == selection.mask();
    }

    /** What a quote signs: SHA-256 over the values in ascending order (TPM 2.0 part 1, section 17.5). */
    public Bytes digest() {
        return Bytes.sha256(values.values().toArray(Bytes[]::new));
    }

    /** Whether a measured launch (DRTM) took place: PCR 17 and 18 are neither all zero nor all one. */
    public boolean measuredLaunch() {
        return launched(17) && launched(18);
    }

    private boolean launched(int pcr) {
        Bytes value = values.get(pcr);
        return value != null && !value.isAll(0) && !value.isAll(0xFF);
    }
}
