package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.evidence.Bytes;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which certificates can be endorsement roots, and which revocation lists belong to them. */
public final class RootKeeper {

    private static final int KEY_CERT_SIGN = 5;
    private static final String DELTA_INDICATOR = "2.5.29.27";

    /** The outcome of looking at a certificate that is to become a root. */
    public sealed interface Candidate {
        /** It can be a root. */
        record Usable(X509Certificate certificate) implements Candidate {}

        /** It cannot. */
        record Refused(Refusal refusal) implements Candidate {}
    }

    /** The outcome of giving a root a revocation list. */
    public sealed interface Outcome {
        /** The root with the list, in the place of an older one of the same issuer. */
        record Accepted(EndorsementRoot root) implements Outcome {}

        /** The list is of no use. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private final Certificates certificates;

    public RootKeeper(Certificates certificates) {
        this.certificates = certificates;
    }

    /** Looks at a certificate, X.509 in DER, that is to become a root. It need not be signed by itself. */
    public Candidate candidate(Bytes der, Instant now) {
        X509Certificate certificate;
        try {
            certificate = certificates.read(der);
        } catch (CertificateException e) {
            return new Candidate.Refused(new Refusal(
                    Code.CERTIFICATE_MALFORMED, "The certificate is not readable: " + e.getMessage() + "."));
        }
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            return unusable(Certificates.named(certificate) + " may not sign certificates.");
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return unusable(Certificates.named(certificate) + " expired at "
                    + certificate.getNotAfter().toInstant() + ".");
        }
        return new Candidate.Usable(certificate);
    }

    private static Candidate unusable(String reason) {
        return new Candidate.Refused(new Refusal(Code.ROOT_UNUSABLE, reason));
    }

    /**
     * Gives a root a revocation list of its own, or of an intermediate below it.
     *
     * @param der the list, X.509 in DER
     * @param intermediates certificates from the list's issuer up to the root's, where the root is not its issuer
     */
    public Outcome accept(EndorsementRoot root, Bytes der, List<Bytes> intermediates, Instant now) {
        X509CRL list;
        List<X509Certificate> between = new ArrayList<>();
        try {
            list = certificates.readRevocationList(der);
            for (Bytes intermediate : intermediates) {
                between.add(certificates.read(intermediate));
            }
        } catch (CRLException | CertificateException e) {
            return refused("The revocation list, or an intermediate, is not readable: " + e.getMessage() + ".");
        }
        if (list.getExtensionValue(DELTA_INDICATOR) != null) {
            return refused("This is a delta list, which says only what changed.");
        }
        Optional<X509Certificate> issuer = issuer(root.certificate(), list, between);
        if (issuer.isEmpty()) {
            return refused("The list is signed neither by " + Certificates.named(root.certificate())
                    + " nor by an intermediate below it that was sent along.");
        }
        if (list.getNextUpdate() != null && now.isAfter(list.getNextUpdate().toInstant())) {
            return refused(
                    "The list was to be renewed by " + list.getNextUpdate().toInstant() + ".");
        }
        return replace(root, list, issuer.get());
    }

    private Outcome replace(EndorsementRoot root, X509CRL list, X509Certificate issuer) {
        List<X509CRL> kept = new ArrayList<>();
        for (X509CRL known : root.revocationLists()) {
            if (!certificates.issued(issuer, known)) {
                kept.add(known);
            } else if (known.getThisUpdate()
                    .toInstant()
                    .isAfter(list.getThisUpdate().toInstant())) {
                return refused("The list is of " + list.getThisUpdate().toInstant() + ", and one of "
                        + known.getThisUpdate().toInstant() + " is in force.");
            }
        }
        kept.add(list);
        return new Outcome.Accepted(new EndorsementRoot(
                root.id(), root.tenant(), root.vendor(), root.certificate(), kept, root.addedAt(), root.retiredAt()));
    }

    /** Who signed the list: the root, or somebody whom the root leads to. */
    private Optional<X509Certificate> issuer(X509Certificate above, X509CRL list, List<X509Certificate> between) {
        if (certificates.issued(above, list)) {
            return Optional.of(above);
        }
        for (X509Certificate candidate : between) {
            if (certificates.issued(above, candidate) && candidate.getBasicConstraints() >= 0) {
                List<X509Certificate> others = new ArrayList<>(between);
                others.remove(candidate);
                Optional<X509Certificate> found = issuer(candidate, list, others);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Outcome refused(String reason) {
        return new Outcome.Refused(new Refusal(Code.REVOCATION_LIST_UNUSABLE, reason));
    }
}
