package dev.leeward.policy.edge.crypto;

import dev.leeward.messaging.MountedFolder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** Reads a folder of authorities: {@code <id>.crt}, and beside it {@code <id>.key} where it may sign. */
final class AuthorityFiles {

    private static final Pattern FILE_NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,62})\\.(crt|key)");
    private static final int KEY_CERT_SIGN = 5;
    private static final int LEAST_RSA_BITS = 2048;

    /** An authority; the key is null where it does not sign. */
    record Loaded(
            String id,
            X509Certificate certificate,
            @Nullable PrivateKey key,
            String algorithm) {}

    private AuthorityFiles() {}

    /** What the folder's files say, by name. */
    static SortedMap<String, String> texts(Path folder) throws AuthorityMistake {
        try {
            return MountedFolder.texts(folder);
        } catch (IOException e) {
            throw new AuthorityMistake("it cannot be read: " + e.getMessage(), e);
        }
    }

    /** The authorities, by id; one of them at least has a key. */
    static List<Loaded> parse(SortedMap<String, String> texts) throws AuthorityMistake {
        List<Loaded> loaded = new ArrayList<>();
        for (String file : texts.keySet()) {
            var name = FILE_NAME.matcher(file);
            if (!name.matches()) {
                throw new AuthorityMistake(
                        "the file %s is named neither <id>.crt nor <id>.key: rename it, or put it elsewhere"
                                .formatted(file));
            }
            String id = name.group(1);
            String certificate = texts.get(id + ".crt");
            if (certificate == null) {
                throw new AuthorityMistake("there is no certificate %s.crt to the key %s".formatted(id, file));
            }
            if (name.group(2).equals("crt")) {
                loaded.add(authority(id, certificate, texts.get(id + ".key")));
            }
        }
        if (loaded.stream().allMatch(authority -> authority.key() == null)) {
            throw new AuthorityMistake("it holds no authority with a key (<id>.crt and <id>.key)");
        }
        return List.copyOf(loaded);
    }

    private static Loaded authority(String id, String certificateText, @Nullable String keyText)
            throws AuthorityMistake {
        X509Certificate certificate = certificate(id, certificateText);
        boolean @Nullable [] usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            throw new AuthorityMistake(
                    "%s.crt is no authority's certificate: it needs CA:TRUE, and keyCertSign where it says its usage"
                            .formatted(id));
        }
        String algorithm = algorithm(id, certificate.getPublicKey());
        PrivateKey key = keyText == null ? null : key(id, keyText, algorithm, certificate.getPublicKey());
        return new Loaded(id, certificate, key, algorithm);
    }

    private static X509Certificate certificate(String id, String text) throws AuthorityMistake {
        try (PEMParser pem = new PEMParser(new StringReader(text))) {
            if (pem.readObject() instanceof X509CertificateHolder holder && pem.readObject() == null) {
                return new JcaX509CertificateConverter().getCertificate(holder);
            }
            throw new AuthorityMistake("%s.crt does not hold one certificate in PEM, and nothing else".formatted(id));
        } catch (IOException | GeneralSecurityException e) {
            throw new AuthorityMistake("%s.crt cannot be read: %s".formatted(id, Shown.of(e.getMessage())), e);
        }
    }

    private static String algorithm(String id, PublicKey key) throws AuthorityMistake {
        return switch (key) {
            case ECPublicKey ec when ec.getParams().getOrder().bitLength() == 256 -> "SHA256withECDSA";
            case ECPublicKey ec when ec.getParams().getOrder().bitLength() == 384 -> "SHA384withECDSA";
            case RSAPublicKey rsa when rsa.getModulus().bitLength() >= LEAST_RSA_BITS -> "SHA256withRSA";
            default ->
                throw new AuthorityMistake(
                        "the key of %s.crt is neither on P-256 or P-384 nor one of RSA with %d bits or more"
                                .formatted(id, LEAST_RSA_BITS));
        };
    }

    private static PrivateKey key(String id, String text, String algorithm, PublicKey own) throws AuthorityMistake {
        try (PEMParser pem = new PEMParser(new StringReader(text))) {
            Object found = pem.readObject();
            while (found != null && !(found instanceof PEMKeyPair) && !(found instanceof PrivateKeyInfo)) {
                found = pem.readObject(); // openssl ecparam writes the curve before the key
            }
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            PrivateKey key = switch (found) {
                case PrivateKeyInfo info -> converter.getPrivateKey(info);
                case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
                case null, default ->
                    throw new AuthorityMistake("%s.key holds no private key in PEM without a passphrase".formatted(id));
            };
            if (!belongs(key, own, algorithm)) {
                throw new AuthorityMistake("%s.key is not the key of %s.crt".formatted(id, id));
            }
            return key;
        } catch (IOException | GeneralSecurityException e) {
            throw new AuthorityMistake("%s.key cannot be read: %s".formatted(id, Shown.of(e.getMessage())), e);
        }
    }

    private static boolean belongs(PrivateKey key, PublicKey own, String algorithm) throws GeneralSecurityException {
        byte[] words = "whose is it?".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(words);
        byte[] signature = signing.sign();
        signing.initVerify(own);
        signing.update(words);
        return signing.verify(signature);
    }
}
