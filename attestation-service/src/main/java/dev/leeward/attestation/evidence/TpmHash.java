package dev.leeward.attestation.evidence;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash algorithms that name keys and derive secrets. */
public enum TpmHash {
    SHA256(0x000B, "SHA-256", "HmacSHA256", 32),
    SHA384(0x000C, "SHA-384", "HmacSHA384", 48);

    private final int tpmAlgorithm;
    private final String jcaName;
    private final String hmacName;
    private final int length;

    TpmHash(int tpmAlgorithm, String jcaName, String hmacName, int length) {
        this.tpmAlgorithm = tpmAlgorithm;
        this.jcaName = jcaName;
        this.hmacName = hmacName;
        this.length = length;
    }

    static TpmHash of(int tpmAlgorithm, String field) throws Malformed {
        for (TpmHash hash : values()) {
            if (hash.tpmAlgorithm == tpmAlgorithm) {
                return hash;
            }
        }
        throw new Malformed("%s is 0x%04x, neither SHA-256 nor SHA-384".formatted(field, tpmAlgorithm));
    }

    /** Name for the Java Cryptography Architecture. */
    public String jcaName() {
        return jcaName;
    }

    /** Name of its HMAC for the Java Cryptography Architecture. */
    public String hmacName() {
        return hmacName;
    }

    /** Length of a digest in bytes. */
    public int length() {
        return length;
    }

    /** The digest of the parts, one after the other. */
    public Bytes digest(Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(jcaName);
            for (Bytes part : parts) {
                digest.update(part.toArray());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + jcaName, e);
        }
    }

    /** A name: the algorithm, then the digest of the parts (TPM 2.0 part 1, section 16). */
    Bytes name(Bytes... parts) {
        return Bytes.concat(Bytes.u16(tpmAlgorithm), digest(parts));
    }
}
