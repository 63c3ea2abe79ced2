package dev.leeward.testkit.tpm;

/** A host that can prove what it booted, whatever TPM it has. */
public interface AttestingHost {

    /** The attestation key as {@code TPM2B_PUBLIC}, for {@code PUT /v1/hosts/{id}/attestation-key}. */
    byte[] attestationPublic();

    /** Answers a challenge: quotes the selected PCRs of the SHA-256 bank over the nonce. */
    HostEvidence evidence(byte[] nonce, int... selection);
}
