package dev.leeward.attestation.evidence;

/**
 * An attestation key: a restricted signing key that never leaves its TPM.
 *
 * @param publicArea the {@code TPM2B_PUBLIC} that it was read from
 * @param name its name, computed here: algorithm and digest of the public area (TPM 2.0 part 1, section 16)
 * @param nameHash the hash of its name
 * @param scheme how it signs
 * @param numbers for checking signatures
 */
public record AttestationKey(
        Bytes publicArea, Bytes name, TpmHash nameHash, SignatureScheme scheme, PublicNumbers numbers) {

    /** Parses a {@code TPM2B_PUBLIC} and refuses a key that cannot attest; the message says what is wrong with it. */
    public static AttestationKey parse(Bytes publicArea) throws Malformed {
        PublicArea area = PublicArea.parse(publicArea);
        area.requireAttributes(PublicArea.SIGN, "sign", "attestation key");
        if (area.has(PublicArea.DECRYPT)) {
            throw new Malformed("objectAttributes has decrypt: an attestation key only signs");
        }
        Wire in = area.rest();
        in.expect(TpmAlgorithm.NULL, in.u16("symmetric"), "symmetric");
        SignatureScheme scheme = area.type() == TpmAlgorithm.RSA
                ? SignatureScheme.RSASSA_2048_SHA256
                : SignatureScheme.ECDSA_P256_SHA256;
        in.expect(scheme.tpmAlgorithm(), in.u16("scheme"), "scheme");
        in.expect(TpmAlgorithm.SHA256, in.u16("scheme.hashAlg"), "scheme.hashAlg");
        PublicNumbers numbers =
                area.type() == TpmAlgorithm.RSA ? PublicKeys.rsa2048(in) : PublicKeys.ecc(in, PublicKeys.Curve.P256);
        in.end("TPMT_PUBLIC");
        return new AttestationKey(publicArea, area.name(), area.nameHash(), scheme, numbers);
    }

    /** Its qualified name where the endorsement key is its parent (TPM 2.0 part 1, section 26.5). */
    public Bytes qualifiedNameBelow(EndorsementKey parent) {
        return nameHash.name(parent.qualifiedName(), name);
    }

    /** Whether it is the same key, by its public area. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AttestationKey key && publicArea.equals(key.publicArea);
    }

    @Override
    public int hashCode() {
        return publicArea.hashCode();
    }
}
