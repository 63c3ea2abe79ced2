package dev.leeward.attestation.edge.crypto;

import dev.leeward.messaging.MountedFolder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.EllipticCurves;

/** Reads a folder of private keys: each file {@code <key id>.pem} holds one on P-256 (PKCS #8, RFC 5208). */
final class SigningKeys {

    private static final Pattern FILE_NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,62})\\.pem");
    private static final String REMEDY =
            " Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out 2026-01.pem";

    private SigningKeys() {}

    /** What the folder's files say, by name. */
    static SortedMap<String, String> texts(Path folder) throws KeyMistake {
        try {
            return MountedFolder.texts(folder);
        } catch (IOException e) {
            throw new KeyMistake("It cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** The keys, by id. */
    static List<EllipticCurveJsonWebKey> parse(SortedMap<String, String> texts) throws KeyMistake {
        if (texts.isEmpty()) {
            throw new KeyMistake("It holds no key." + REMEDY);
        }
        List<EllipticCurveJsonWebKey> keys = new ArrayList<>();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            var name = FILE_NAME.matcher(file.getKey());
            if (!name.matches()) {
                throw new KeyMistake(
                        "The file " + file.getKey() + " is not named <key id>.pem: rename it, or put it elsewhere.");
            }
            keys.add(key(file.getKey(), name.group(1), file.getValue()));
        }
        return List.copyOf(keys);
    }

    private static EllipticCurveJsonWebKey key(String file, String keyId, String text) throws KeyMistake {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject pem = reader.readPemObject();
            if (pem == null || !pem.getType().equals("PRIVATE KEY")) {
                throw new KeyMistake("The file " + file + " is no private key in PKCS #8." + REMEDY);
            }
            KeyFactory factory = KeyFactory.getInstance("EC");
            ECPrivateKey key = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(pem.getContent()));
            if (!EllipticCurves.P_256.equals(
                    EllipticCurves.getName(key.getParams().getCurve()))) {
                throw new KeyMistake("The key in " + file + " is not on the curve P-256." + REMEDY);
            }
            var point = CustomNamedCurves.getByName(EllipticCurves.P_256)
                    .getG()
                    .multiply(key.getS())
                    .normalize();
            ECPoint affine = new ECPoint(
                    point.getAffineXCoord().toBigInteger(),
                    point.getAffineYCoord().toBigInteger());
            var jwk = new EllipticCurveJsonWebKey(
                    (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(affine, key.getParams())));
            jwk.setPrivateKey(key);
            jwk.setKeyId(keyId);
            jwk.setUse("sig");
            jwk.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return jwk;
        } catch (IOException | GeneralSecurityException | DecoderException e) {
            throw new KeyMistake("The key in " + file + " cannot be read: " + e.getMessage() + "." + REMEDY, e);
        }
    }
}
