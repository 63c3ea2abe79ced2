package dev.leeward.testkit.tpm;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Properties;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A maker of TPMs, or an authority below one: it certifies endorsement keys as the TCG EK Credential Profile says, and
 * revokes. Its own key is ECDSA P-256.
 */
public final class EndorsementAuthority {

    /** What certifies an endorsement key (tcg-kp-EKCertificate). */
    public static final String FOR_ENDORSEMENT = "2.23.133.8.1";

    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final X500Name NOBODY = new X500Name(new RDN[0]);

    private final X500Name name;
    private final KeyPair keys;
    private final byte[] certificate;

    /**
     * What a certificate is to say.
     *
     * @param key the certified key
     * @param from when it begins to count
     * @param until when it expires
     * @param purpose its extended key usage
     * @param authority whether it is of an authority
     * @param forOaep whether the key is marked for RSAES-OAEP, as some makers do
     */
    public record Draft(
            PublicKey key, Instant from, Instant until, String purpose, boolean authority, boolean forOaep) {

        /** A regular certificate of an endorsement key, for ten years. */
        public static Draft of(PublicKey key, Instant from) {
            return new Draft(key, from, from.plus(LIFE), FOR_ENDORSEMENT, false, false);
        }

        /** The same, until then. */
        public Draft until(Instant end) {
            return new Draft(key, from, end, purpose, authority, forOaep);
        }

        /** The same, for another purpose. */
        public Draft purpose(String identifier) {
            return new Draft(key, from, until, identifier, authority, forOaep);
        }

        /** The same, of an authority. */
        public Draft ofAuthority() {
            return new Draft(key, from, until, purpose, true, forOaep);
        }

        /** The same, with its RSA key marked for RSAES-OAEP. */
        public Draft markedForOaep() {
            return new Draft(key, from, until, purpose, authority, true);
        }
    }

    private EndorsementAuthority(X500Name name, KeyPair keys, byte[] certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate.clone();
    }

    /** A root, valid for ten years. */
    public static EndorsementAuthority root(String name, Instant from) {
        X500Name subject = new X500Name("CN=" + name);
        KeyPair keys = newPair();
        return new EndorsementAuthority(subject, keys, authority(subject, keys, subject, keys, from, from.plus(LIFE)));
    }

    /** An authority below this one, valid for ten years. */
    public EndorsementAuthority below(String authority, Instant from) {
        return below(authority, from, from.plus(LIFE));
    }

    /** An authority below this one. */
    public EndorsementAuthority below(String authority, Instant from, Instant until) {
        X500Name subject = new X500Name("CN=" + authority);
        KeyPair own = newPair();
        return new EndorsementAuthority(subject, own, authority(subject, own, name, keys, from, until));
    }

    /** Its own certificate, X.509 in DER. */
    public byte[] certificate() {
        return certificate.clone();
    }

    /** Certifies the endorsement key of a TPM, X.509 in DER. */
    public byte[] certify(Draft draft) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(tpm())));
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(draft.authority()));
            extensions.addExtension(
                    Extension.extendedKeyUsage,
                    true,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(draft.purpose()))));
        } catch (IOException e) {
            throw new IllegalStateException("extensions can be written", e);
        }
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(draft.key().getEncoded());
        if (draft.forOaep()) {
            key = new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP),
                    key.getPublicKeyData().getBytes());
        }
        return signed(NOBODY, key, name, keys, draft.from(), draft.until(), extensions);
    }

    /** A revocation list of the given certificates, X.509 in DER. */
    public byte[] revocationList(Instant from, Instant renewalBy, byte[]... revoked) {
        V2TBSCertListGenerator list = new V2TBSCertListGenerator();
        list.setIssuer(name);
        list.setSignature(ECDSA);
        list.setThisUpdate(time(from));
        list.setNextUpdate(time(renewalBy));
        for (byte[] each : revoked) {
            list.addCRLEntry(Certificate.getInstance(each).getSerialNumber(), time(from), 0);
        }
        return signed(list.generateTBSCertList(), keys);
    }

    /** Writes name, key and certificate to a properties file. */
    public void save(Path file) throws IOException {
        Base64.Encoder base64 = Base64.getEncoder();
        Properties state = new Properties();
        state.setProperty("name", name.toString());
        state.setProperty("public", base64.encodeToString(keys.getPublic().getEncoded()));
        state.setProperty("private", base64.encodeToString(keys.getPrivate().getEncoded()));
        state.setProperty("certificate", base64.encodeToString(certificate));
        try (Writer writer = Files.newBufferedWriter(file)) {
            state.store(writer, "A maker of software TPMs. It holds a private key: keep it to yourself.");
        }
    }

    /** Reads what {@link #save} wrote. */
    public static EndorsementAuthority load(Path file) throws IOException {
        Properties state = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            state.load(reader);
        }
        try {
            KeyFactory ec = KeyFactory.getInstance("EC");
            return new EndorsementAuthority(
                    new X500Name(state.getProperty("name", "")),
                    new KeyPair(
                            ec.generatePublic(new X509EncodedKeySpec(decode(state, "public"))),
                            ec.generatePrivate(new PKCS8EncodedKeySpec(decode(state, "private")))),
                    decode(state, "certificate"));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is damaged", e);
        }
    }

    private static byte[] decode(Properties state, String key) {
        return Base64.getDecoder().decode(state.getProperty(key, ""));
    }

    /** Maker LWD, as vendor ids are written: four characters in hexadecimal. */
    private static X500Name tpm() {
        return new X500NameBuilder()
                .addRDN(new ASN1ObjectIdentifier("2.23.133.2.1"), "id:4C574400")
                .addRDN(new ASN1ObjectIdentifier("2.23.133.2.2"), "software TPM")
                .addRDN(new ASN1ObjectIdentifier("2.23.133.2.3"), "id:00010000")
                .build();
    }

    private static byte[] authority(
            X500Name subject, KeyPair own, X500Name issuer, KeyPair signer, Instant from, Instant until) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (IOException e) {
            throw new IllegalStateException("extensions can be written", e);
        }
        return signed(
                subject,
                SubjectPublicKeyInfo.getInstance(own.getPublic().getEncoded()),
                issuer,
                signer,
                from,
                until,
                extensions);
    }

    private static byte[] signed(
            X500Name subject,
            SubjectPublicKeyInfo key,
            X500Name issuer,
            KeyPair signer,
            Instant from,
            Instant until,
            ExtensionsGenerator extensions) {
        V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(new BigInteger(64, new SecureRandom()).add(BigInteger.ONE)));
        content.setIssuer(issuer);
        content.setSubject(subject);
        content.setSubjectPublicKeyInfo(key);
        content.setStartDate(time(from));
        content.setEndDate(time(until));
        content.setSignature(ECDSA);
        content.setExtensions(extensions.generate());
        return signed(content.generateTBSCertificate(), signer);
    }

    /** Content, algorithm, signature: so are certificates and revocation lists made (RFC 5280, sections 4.1 and 5.1). */
    private static byte[] signed(ASN1Object content, KeyPair signer) {
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initSign(signer.getPrivate());
            ecdsa.update(content.getEncoded(ASN1Encoding.DER));
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(content);
            parts.add(ECDSA);
            parts.add(new DERBitString(ecdsa.sign()));
            return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform signs with ECDSA P-256", e);
        }
    }

    private static Time time(Instant instant) {
        return new Time(Date.from(instant));
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
