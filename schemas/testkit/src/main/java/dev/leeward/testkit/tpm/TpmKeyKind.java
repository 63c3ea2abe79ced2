package dev.leeward.testkit.tpm;

/** Kinds of keys that TPMs have. */
public enum TpmKeyKind {
    /** RSA with 2048 bits. */
    RSA_2048("RSA", "SHA-256"),
    /** ECC on P-256. */
    ECC_P256("EC", "SHA-256"),
    /** ECC on P-384, for endorsement keys only. */
    ECC_P384("EC", "SHA-384");

    private final String jcaName;
    private final String endorsementHash;

    TpmKeyKind(String jcaName, String endorsementHash) {
        this.jcaName = jcaName;
        this.endorsementHash = endorsementHash;
    }

    String jcaName() {
        return jcaName;
    }

    /** The hash of an endorsement key of this kind, by the TCG's templates. */
    String endorsementHash() {
        return endorsementHash;
    }

    /** Length of a coordinate in bytes. */
    int coordinateLength() {
        return this == ECC_P384 ? 48 : 32;
    }
}
