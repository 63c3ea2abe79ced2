package dev.leeward.attestation.evidence;

/** Identifiers of the TCG Algorithm Registry that are used here. */
final class TpmAlgorithm {

    static final int RSA = 0x0001;
    static final int AES = 0x0006;
    static final int SHA256 = 0x000B;
    static final int NULL = 0x0010;
    static final int RSASSA = 0x0014;
    static final int ECDSA = 0x0018;
    static final int ECC = 0x0023;
    static final int CFB = 0x0043;

    private TpmAlgorithm() {}
}
