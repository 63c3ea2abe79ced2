package dev.leeward.attestation.evidence;

/** How an attestation key signs; pinned with the key. */
public enum SignatureScheme {
    /** ECDSA on P-256 with SHA-256. */
    ECDSA_P256_SHA256(TpmAlgorithm.ECDSA, "SHA256withECDSA"),
    /** RSASSA-PKCS1-v1_5, 2048 bits, with SHA-256. */
    RSASSA_2048_SHA256(TpmAlgorithm.RSASSA, "SHA256withRSA");

    private final int tpmAlgorithm;
    private final String jcaName;

    SignatureScheme(int tpmAlgorithm, String jcaName) {
        this.tpmAlgorithm = tpmAlgorithm;
        this.jcaName = jcaName;
    }

    int tpmAlgorithm() {
        return tpmAlgorithm;
    }

    String jcaName() {
        return jcaName;
    }
}
