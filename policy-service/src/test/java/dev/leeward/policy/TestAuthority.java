package dev.leeward.policy;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Authorities for certificates, and requests to them. */
public record TestAuthority(String certificate, String key) {

    /** One that lasts for a day. */
    public static TestAuthority named(String name) {
        return named(name, Duration.ofDays(1), true);
    }

    /** One that lasts for a while, or a certificate that is no authority's. */
    public static TestAuthority named(String name, Duration lifetime, boolean authority) {
        try {
            KeyPair pair = pair("secp384r1");
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            return new TestAuthority(
                    pem(new JcaX509v3CertificateBuilder(
                                    subject,
                                    BigInteger.TWO,
                                    Date.from(now.minusSeconds(60)),
                                    Date.from(now.plus(lifetime)),
                                    subject,
                                    pair.getPublic())
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                            .build(new JcaContentSignerBuilder("SHA384withECDSA").build(pair.getPrivate()))),
                    pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded())));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts both files into a folder. */
    public void into(Path folder, String id) throws IOException {
        Files.writeString(folder.resolve(id + ".crt"), certificate);
        Files.writeString(folder.resolve(id + ".key"), key);
    }

    /** A request of whoever holds the key of the pair. */
    public static String request(String subject, KeyPair pair) {
        return request(subject, pair, pair);
    }

    /** A request for the key of one pair, signed with that of another. */
    public static String request(String subject, KeyPair named, KeyPair signing) {
        try {
            String algorithm = signing.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), named.getPublic())
                    .build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate())));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new pair on a curve. */
    public static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object thing) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }
}
