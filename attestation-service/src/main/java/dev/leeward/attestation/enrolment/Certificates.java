package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and checks certificates with a provider of the Java Cryptography Architecture. Bouncy Castle's reads what TPM
 * makers have issued where the JDK's own is too strict, for example keys that are marked for RSAES-OAEP.
 */
public final class Certificates {

    private static final int SEQUENCE = 0x30;

    private final Provider provider;

    public Certificates(Provider provider) {
        this.provider = provider;
    }

    /**
     * Reads a certificate. What follows it is ignored: the NV indexes of TPMs are often larger than the certificates in
     * them.
     *
     * @throws CertificateException where it is none; the message says why
     */
    public X509Certificate read(Bytes der) throws CertificateException {
        byte[] exact = first(der).orElseThrow(() -> new CertificateException("it is no DER sequence"));
        try {
            if (factory().generateCertificate(new ByteArrayInputStream(exact)) instanceof X509Certificate read) {
                // Parts are read when they are asked for: what is damaged shows now, not in the middle of a check.
                read.getPublicKey();
                read.getSignature();
                read.getExtendedKeyUsage();
                read.getKeyUsage();
                return read;
            }
            throw new CertificateException("it is no X.509 certificate");
        } catch (RuntimeException e) {
            // The parser meets structures that it does not expect with whatever exception comes of it.
            throw new CertificateException("it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a revocation list.
     *
     * @throws CRLException where it is none; the message says why
     */
    public X509CRL readRevocationList(Bytes der) throws CRLException {
        byte[] exact = first(der).orElseThrow(() -> new CRLException("it is no DER sequence"));
        try {
            if (factory().generateCRL(new ByteArrayInputStream(exact)) instanceof X509CRL read) {
                read.getRevokedCertificates();
                read.getSignature();
                return read;
            }
            throw new CRLException("it is no X.509 revocation list");
        } catch (RuntimeException | CertificateException e) {
            throw new CRLException("it cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<byte[]> first(Bytes der) {
        byte[] all = der.toArray();
        return Der.read(ByteBuffer.wrap(all))
                .filter(element -> element.tag() == SEQUENCE)
                .map(element -> Arrays.copyOf(all, element.length()));
    }

    /** Whether the one certificate signed the other. */
    boolean issued(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey(), provider);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the holder of the key signed the revocation list under the issuer's name. */
    boolean issued(X509Certificate issuer, X509CRL list) {
        if (!issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
            return false;
        }
        PublicKey key = issuer.getPublicKey();
        try {
            list.verify(key, provider);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Why the path is not valid at the time (RFC 5280, section 6); empty where it is. Revocation is not looked at.
     *
     * @param path from the certificate up to the one that the root signed
     */
    Optional<String> invalid(List<X509Certificate> path, X509Certificate root, Instant now) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX", provider).validate(factory().generateCertPath(path), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            int at = e.getIndex();
            String where = at >= 0 && at < path.size() ? " at " + named(path.get(at)) : "";
            return Optional.of(e.getMessage() + where);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("provider " + provider.getName() + " cannot validate paths", e);
        }
    }

    /** A certificate in words. */
    static String named(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.isEmpty()
                ? "certificate " + certificate.getSerialNumber().toString(16) + " of "
                        + certificate.getIssuerX500Principal().getName()
                : subject;
    }

    private CertificateFactory factory() throws CertificateException {
        return CertificateFactory.getInstance("X.509", provider);
    }
}
