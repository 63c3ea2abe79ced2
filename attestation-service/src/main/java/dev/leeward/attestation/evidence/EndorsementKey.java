package dev.leeward.attestation.evidence;

import java.security.PublicKey;

/**
 * An endorsement key: the restricted decryption key by which a TPM is told from every other (TCG EK Credential Profile,
 * templates L-1, L-2 and H-3: RSA 2048, ECC P-256, ECC P-384).
 *
 * @param publicArea the {@code TPM2B_PUBLIC} that it was read from
 * @param name its name, computed here
 * @param nameHash the hash of its name, and of every derivation from secrets that it protects
 * @param symmetricBits key length of the AES that protects what is encrypted to it: 128 or 256
 * @param numbers for encrypting to it
 */
public record EndorsementKey(Bytes publicArea, Bytes name, TpmHash nameHash, int symmetricBits, PublicNumbers numbers) {

    /** TPM_RH_ENDORSEMENT, the name of the hierarchy that it is a primary key of. */
    private static final Bytes ENDORSEMENT_HIERARCHY = Bytes.ofHex("4000000b");

    /** Parses a {@code TPM2B_PUBLIC} and refuses what is no endorsement key; the message says what is wrong with it. */
    public static EndorsementKey parse(Bytes publicArea) throws Malformed {
        PublicArea area = PublicArea.parse(publicArea);
        area.requireAttributes(PublicArea.DECRYPT, "decrypt", "endorsement key");
        if (area.has(PublicArea.SIGN)) {
            throw new Malformed("objectAttributes has sign: an endorsement key only decrypts");
        }
        Wire in = area.rest();
        in.expect(TpmAlgorithm.AES, in.u16("symmetric"), "symmetric");
        int bits = in.u16("symmetric.keyBits");
        if (bits != 128 && bits != 256) {
            throw new Malformed("symmetric.keyBits is " + bits + ", neither 128 nor 256");
        }
        in.expect(TpmAlgorithm.CFB, in.u16("symmetric.mode"), "symmetric.mode");
        in.expect(TpmAlgorithm.NULL, in.u16("scheme"), "scheme");
        PublicNumbers numbers = area.type() == TpmAlgorithm.RSA
                ? PublicKeys.rsa2048(in)
                : PublicKeys.ecc(in, PublicKeys.Curve.P256, PublicKeys.Curve.P384);
        in.end("TPMT_PUBLIC");
        return new EndorsementKey(publicArea, area.name(), area.nameHash(), bits, numbers);
    }

    /** Its qualified name below the endorsement hierarchy (TPM 2.0 part 1, section 26.5). */
    Bytes qualifiedName() {
        return nameHash.name(ENDORSEMENT_HIERARCHY, name);
    }

    /** The key for Java's own cryptography. */
    public PublicKey key() {
        return numbers.key();
    }

    /** Whether it is the same key, by its public area. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EndorsementKey key && publicArea.equals(key.publicArea);
    }

    @Override
    public int hashCode() {
        return publicArea.hashCode();
    }
}
