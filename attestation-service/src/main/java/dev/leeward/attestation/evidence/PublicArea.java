package dev.leeward.attestation.evidence;

/**
 * What every public area begins with (TPM 2.0 part 2, section 12.2.4).
 *
 * @param type of the key
 * @param nameHash hash of its name
 * @param attributes its attributes
 * @param name its name, computed here: algorithm and digest of the public area (TPM 2.0 part 1, section 16)
 * @param rest what follows the policy: algorithms and the key itself
 */
record PublicArea(int type, TpmHash nameHash, long attributes, Bytes name, Wire rest) {

    static final long FIXED_TPM = 1L << 1;
    static final long FIXED_PARENT = 1L << 4;
    static final long SENSITIVE_DATA_ORIGIN = 1L << 5;
    static final long RESTRICTED = 1L << 16;
    static final long DECRYPT = 1L << 17;
    static final long SIGN = 1L << 18;

    private static final int MAX_LENGTH = 1024;

    /** Reads the beginning of a {@code TPM2B_PUBLIC}. */
    static PublicArea parse(Bytes publicArea) throws Malformed {
        if (publicArea.length() > MAX_LENGTH) {
            throw new Malformed(
                    "TPM2B_PUBLIC has " + publicArea.length() + " bytes, at most " + MAX_LENGTH + " are read");
        }
        Wire outer = Wire.tpm(publicArea);
        Bytes area = outer.sized(MAX_LENGTH, "TPM2B_PUBLIC");
        outer.end("TPM2B_PUBLIC");

        Wire in = Wire.tpm(area);
        int type = in.u16("type");
        if (type != TpmAlgorithm.RSA && type != TpmAlgorithm.ECC) {
            throw new Malformed("type is 0x%04x, neither RSA nor ECC".formatted(type));
        }
        TpmHash nameHash = TpmHash.of(in.u16("nameAlg"), "nameAlg");
        long attributes = in.u32("objectAttributes");
        in.sized(64, "authPolicy");
        return new PublicArea(type, nameHash, attributes, nameHash.name(area), in);
    }

    /** Requires what holds a key in its TPM, and one use of it. */
    void requireAttributes(long use, String useName, String kind) throws Malformed {
        require(FIXED_TPM, "fixedTPM", kind);
        require(FIXED_PARENT, "fixedParent", kind);
        require(SENSITIVE_DATA_ORIGIN, "sensitiveDataOrigin", kind);
        require(RESTRICTED, "restricted", kind);
        require(use, useName, kind);
    }

    private void require(long bit, String attribute, String kind) throws Malformed {
        if (!has(bit)) {
            throw new Malformed("objectAttributes lacks " + attribute + ": this is no " + kind);
        }
    }

    boolean has(long bit) {
        return (attributes & bit) != 0;
    }
}
