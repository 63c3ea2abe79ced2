package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.enrolment.Kdf;
import dev.leeward.attestation.enrolment.SharedSeed;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Seeds from a strong source, shared by RSAES-OAEP or one-pass ECDH (TPM 2.0 part 1, annexes B.10.3 and C.6.1). */
final class RandomSeeds implements SharedSeed.Source {

    private final SecureRandom random;

    RandomSeeds(SecureRandom random) {
        this.random = random;
    }

    @Override
    public SharedSeed share(EndorsementKey key) {
        try {
            return key.key() instanceof ECPublicKey point ? agree(key, point) : encrypt(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has OAEP, and ECDH on P-256 and P-384", e);
        }
    }

    private SharedSeed encrypt(EndorsementKey key) throws GeneralSecurityException {
        byte[] seed = new byte[key.nameHash().length()];
        random.nextBytes(seed);
        String hash = key.nameHash().jcaName();
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
                Cipher.ENCRYPT_MODE,
                key.key(),
                new OAEPParameterSpec(
                        hash,
                        "MGF1",
                        new MGF1ParameterSpec(hash),
                        new PSource.PSpecified(Kdf.label(SharedSeed.LABEL).toArray())),
                random);
        return new SharedSeed(Bytes.of(seed), Bytes.of(oaep.doFinal(seed)));
    }

    private SharedSeed agree(EndorsementKey key, ECPublicKey theirs) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(theirs.getParams(), random);
        KeyPair ephemeral = generator.generateKeyPair();
        ECPublicKey mine = (ECPublicKey) ephemeral.getPublic();
        KeyAgreement ecdh = KeyAgreement.getInstance("ECDH");
        ecdh.init(ephemeral.getPrivate());
        ecdh.doPhase(theirs, true);
        int length = (theirs.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        Bytes x = coordinate(mine.getW().getAffineX(), length);
        Bytes y = coordinate(mine.getW().getAffineY(), length);
        Bytes seed = Kdf.e(
                key.nameHash(),
                Bytes.of(ecdh.generateSecret()),
                SharedSeed.LABEL,
                x,
                coordinate(theirs.getW().getAffineX(), length));
        return new SharedSeed(seed, Bytes.concat(Bytes.sized(x), Bytes.sized(y)));
    }

    /** As long as the curve's field, with zeros before it. */
    private static Bytes coordinate(BigInteger value, int length) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[length];
        int skip = Math.max(0, signed.length - length);
        System.arraycopy(signed, skip, fixed, length - (signed.length - skip), signed.length - skip);
        return Bytes.of(fixed);
    }
}
