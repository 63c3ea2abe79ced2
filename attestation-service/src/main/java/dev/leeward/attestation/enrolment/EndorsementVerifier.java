package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells whether a maker that is trusted vouches for a TPM. */
public final class EndorsementVerifier {

    /** Intermediates that are looked at; every order of them is tried. */
    public static final int MOST_INTERMEDIATES = 4;

    /** What a certificate must be for (TCG EK Credential Profile, section 3.2: tcg-kp-EKCertificate). */
    private static final String FOR_ENDORSEMENT = "2.23.133.8.1";

    /** The outcome. */
    public sealed interface Outcome {
        /** A root vouches for the TPM. */
        record Endorsed(EndorsementCertificate certificate, UUID root) implements Outcome {}

        /** The certificate is sound, but nobody who is trusted signed it. */
        record FromStranger(EndorsementCertificate certificate, Refusal refusal) implements Outcome {}

        /** Something is wrong with it. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    /** Certificates from the one that is judged up to the one that the root signed. */
    private record Path(List<X509Certificate> certificates, EndorsementRoot root) {

        X509Certificate issuerOf(int index) {
            return index + 1 < certificates.size() ? certificates.get(index + 1) : root.certificate();
        }
    }

    private final Certificates certificates;

    public EndorsementVerifier(Certificates certificates) {
        this.certificates = certificates;
    }

    /**
     * Verifies the certificate of an endorsement key: that it is of this key and for this purpose, its validity, its
     * chain to one of the roots, and the revocation lists of every issuer on the way.
     *
     * @param certificate X.509 in DER, with or without padding
     * @param intermediates X.509 in DER, in any order
     */
    public Outcome verify(
            EndorsementKey key,
            Bytes certificate,
            List<Bytes> intermediates,
            List<EndorsementRoot> roots,
            Instant now) {
        X509Certificate sent;
        List<X509Certificate> between = new ArrayList<>();
        try {
            sent = read(certificate, "The certificate of the endorsement key");
            for (Bytes intermediate : intermediates) {
                between.add(read(intermediate, "Intermediate " + (between.size() + 1)));
            }
        } catch (CertificateException e) {
            return new Outcome.Refused(new Refusal(Code.CERTIFICATE_MALFORMED, e.getMessage() + "."));
        }
        Optional<Refusal> unsound = unsound(sent, key, now);
        if (unsound.isPresent()) {
            return new Outcome.Refused(unsound.get());
        }
        Optional<Path> path = path(List.of(sent), between, roots);
        if (path.isEmpty()) {
            return new Outcome.FromStranger(
                    EndorsementCertificate.of(sent),
                    new Refusal(
                            Code.ROOT_UNKNOWN,
                            "No endorsement root in force, nor an intermediate that was sent, leads to the issuer "
                                    + sent.getIssuerX500Principal().getName() + "."));
        }
        return invalid(path.get(), now)
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> new Outcome.Endorsed(
                        EndorsementCertificate.of(sent), path.get().root().id()));
    }

    private X509Certificate read(Bytes der, String what) throws CertificateException {
        try {
            return certificates.read(der);
        } catch (CertificateException e) {
            throw new CertificateException(what + " is not readable: " + e.getMessage(), e);
        }
    }

    private static Optional<Refusal> unsound(X509Certificate sent, EndorsementKey key, Instant now) {
        if (!same(sent.getPublicKey(), key.key())) {
            return Optional.of(new Refusal(
                    Code.CERTIFICATE_OF_ANOTHER_KEY,
                    "The certificate " + Certificates.named(sent) + " is of another key than endorsement key "
                            + key.name() + "."));
        }
        if (!isForEndorsement(sent)) {
            return Optional.of(new Refusal(
                    Code.CERTIFICATE_NOT_FOR_ENDORSEMENT,
                    "The certificate " + Certificates.named(sent) + " is not for an endorsement key: its extended key"
                            + " usage lacks " + FOR_ENDORSEMENT + ", or it is of an authority."));
        }
        return outsideValidity(sent, now);
    }

    private static boolean isForEndorsement(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(FOR_ENDORSEMENT) && certificate.getBasicConstraints() < 0;
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static Optional<Refusal> outsideValidity(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return Optional.of(new Refusal(
                    Code.CERTIFICATE_NOT_YET_VALID,
                    "The certificate " + Certificates.named(certificate) + " is not valid before " + from + "."));
        }
        if (now.isAfter(until)) {
            return Optional.of(new Refusal(
                    Code.CERTIFICATE_EXPIRED,
                    "The certificate " + Certificates.named(certificate) + " expired at " + until + "."));
        }
        return Optional.empty();
    }

    /** Depth first, roots before intermediates. */
    private Optional<Path> path(
            List<X509Certificate> below, List<X509Certificate> intermediates, List<EndorsementRoot> roots) {
        X509Certificate last = below.getLast();
        for (EndorsementRoot root : roots) {
            if (certificates.issued(root.certificate(), last)) {
                return Optional.of(new Path(below, root));
            }
        }
        for (X509Certificate candidate : intermediates) {
            if (!below.contains(candidate) && certificates.issued(candidate, last)) {
                List<X509Certificate> longer = new ArrayList<>(below);
                longer.add(candidate);
                Optional<Path> found = path(longer, intermediates, roots);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> invalid(Path path, Instant now) {
        Optional<Refusal> root = outsideValidity(path.root().certificate(), now);
        if (root.isPresent()) {
            return root;
        }
        for (int i = 0; i < path.certificates().size(); i++) {
            Optional<Refusal> revoked = revoked(path.certificates().get(i), path.issuerOf(i), path.root(), now);
            if (revoked.isPresent()) {
                return revoked;
            }
        }
        return certificates
                .invalid(path.certificates(), path.root().certificate(), now)
                .map(words -> new Refusal(
                        Code.CHAIN_INVALID,
                        "The chain to " + Certificates.named(path.root().certificate()) + " is not valid: " + words
                                + "."));
    }

    private Optional<Refusal> revoked(
            X509Certificate certificate, X509Certificate issuer, EndorsementRoot root, Instant now) {
        for (X509CRL list : root.revocationLists()) {
            if (!certificates.issued(issuer, list)) {
                continue;
            }
            if (list.getNextUpdate() != null && now.isAfter(list.getNextUpdate().toInstant())) {
                return Optional.of(new Refusal(
                        Code.REVOCATION_LIST_EXPIRED,
                        "The revocation list of " + Certificates.named(issuer) + " was to be renewed by "
                                + list.getNextUpdate().toInstant() + "."));
            }
            if (list.isRevoked(certificate)) {
                return Optional.of(new Refusal(
                        Code.CERTIFICATE_REVOKED,
                        Certificates.named(issuer) + " has revoked the certificate " + Certificates.named(certificate)
                                + "."));
            }
        }
        return Optional.empty();
    }

    private static boolean same(PublicKey certified, PublicKey key) {
        if (certified instanceof RSAPublicKey a && key instanceof RSAPublicKey b) {
            return a.getModulus().equals(b.getModulus())
                    && a.getPublicExponent().equals(b.getPublicExponent());
        }
        return certified instanceof ECPublicKey a
                && key instanceof ECPublicKey b
                && a.getW().equals(b.getW())
                && a.getParams()
                        .getCurve()
                        .getField()
                        .equals(b.getParams().getCurve().getField());
    }
}
