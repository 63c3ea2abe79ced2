package dev.leeward.attestation.evidence;

/**
 * A {@code TPMS_ATTEST} that holds a quote of one selection (TPM 2.0 part 2, section 10.12.12).
 *
 * @param qualifiedSigner qualified name of the key that signed
 * @param extraData qualifying data: the nonce
 * @param clock clock and counters
 * @param firmwareVersion firmware version of the TPM
 * @param selection the PCRs that are quoted: the signed selection, the only one that counts
 * @param pcrDigest digest over the values of the quoted PCRs
 */
public record Quote(
        Bytes qualifiedSigner,
        Bytes extraData,
        TpmClock clock,
        long firmwareVersion,
        PcrSelection selection,
        Bytes pcrDigest)
        implements Voucher {

    /** More bytes than any quote has. */
    public static final int MAX_LENGTH = 1024;

    private static final long MAGIC = 0xFF54_4347L;
    private static final int ATTEST_QUOTE = 0x8018;

    /** Parses the structure to its last byte. */
    public static Quote parse(Bytes attest) throws Malformed {
        if (attest.length() > MAX_LENGTH) {
            throw new Malformed("TPMS_ATTEST has " + attest.length() + " bytes, at most " + MAX_LENGTH + " are read");
        }
        Wire in = Wire.tpm(attest);
        long magic = in.u32("magic");
        if (magic != MAGIC) {
            throw new Malformed("magic is 0x%08x, so no TPM made this".formatted(magic));
        }
        in.expect(ATTEST_QUOTE, in.u16("type"), "type");
        Bytes qualifiedSigner = in.sized(68, "qualifiedSigner");
        Bytes extraData = in.sized(64, "extraData");
        long clock = in.u64("clock");
        long resetCount = in.u32("resetCount");
        long restartCount = in.u32("restartCount");
        int safe = in.u8("safe");
        if (safe > 1) {
            throw new Malformed("safe is " + safe + ", neither yes nor no");
        }
        long firmwareVersion = in.u64("firmwareVersion");
        PcrSelection selection = selection(in);
        Bytes digest = in.sized(64, "pcrDigest");
        in.end("TPMS_ATTEST");
        return new Quote(
                qualifiedSigner,
                extraData,
                new TpmClock(clock, resetCount, restartCount, safe == 1),
                firmwareVersion,
                selection,
                digest);
    }

    private static PcrSelection selection(Wire in) throws Malformed {
        long count = in.u32("pcrSelect.count");
        if (count != 1) {
            throw new Malformed("pcrSelect.count is " + count + ": one bank is quoted, sha256");
        }
        in.expect(TpmAlgorithm.SHA256, in.u16("pcrSelect.hash"), "pcrSelect.hash");
        int size = in.u8("pcrSelect.sizeofSelect");
        if (size < 1 || size > 4) {
            throw new Malformed("pcrSelect.sizeofSelect is " + size);
        }
        long mask = 0;
        for (int i = 0; i < size; i++) {
            mask |= (long) in.u8("pcrSelect") << (8 * i);
        }
        if (mask == 0 || mask >= 1L << PcrSelection.PCR_COUNT) {
            throw new Malformed("pcrSelect 0x%x selects no PCR or one above 23".formatted(mask));
        }
        return new PcrSelection((int) mask);
    }
}
