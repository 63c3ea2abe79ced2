package dev.leeward.testkit.tpm;

/** What {@code TPM2_Quote} returns: a {@code TPMS_ATTEST} and the {@code TPMT_SIGNATURE} over it. */
public final class TpmQuote {

    private final byte[] attest;
    private final byte[] signature;

    TpmQuote(byte[] attest, byte[] signature) {
        this.attest = attest.clone();
        this.signature = signature.clone();
    }

    /** The marshalled {@code TPMS_ATTEST}, the signed message. */
    public byte[] attest() {
        return attest.clone();
    }

    /** The marshalled {@code TPMT_SIGNATURE}. */
    public byte[] signature() {
        return signature.clone();
    }
}
