package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.enrolment.EndorsementRoot;
import dev.leeward.attestation.evidence.Bytes;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authority whose endorsements of TPMs count.
 *
 * @param id identifier
 * @param tenant the tenant whose hosts alone it endorses; null where it endorses every host
 * @param vendor maker of TPMs
 * @param subject distinguished name of the authority
 * @param fingerprint SHA-256 of its certificate, in hexadecimal
 * @param validFrom when its certificate begins to count
 * @param validUntil when its certificate expires
 * @param inForce whether it counts
 * @param addedAt when it was added
 * @param retiredAt when it was retired; null while in force
 * @param revocationLists the newest list of each issuer at or below it
 */
public record EndorsementRootView(
        UUID id,
        @Nullable String tenant,
        String vendor,
        String subject,
        String fingerprint,
        Instant validFrom,
        Instant validUntil,
        boolean inForce,
        Instant addedAt,
        @Nullable Instant retiredAt,
        List<RevocationList> revocationLists) {

    /**
     * A revocation list.
     *
     * @param issuer distinguished name of who signed it
     * @param issuedAt when it was made
     * @param renewalBy when a newer one is due, after which enrolments under it are refused; null where not stated
     * @param revoked certificates that it revokes
     */
    public record RevocationList(
            String issuer, Instant issuedAt, @Nullable Instant renewalBy, int revoked) {

        static RevocationList of(X509CRL list) {
            Set<?> revoked = list.getRevokedCertificates();
            return new RevocationList(
                    list.getIssuerX500Principal().getName(),
                    list.getThisUpdate().toInstant(),
                    list.getNextUpdate() == null ? null : list.getNextUpdate().toInstant(),
                    revoked == null ? 0 : revoked.size());
        }
    }

    static EndorsementRootView of(EndorsementRoot root) {
        X509Certificate certificate = root.certificate();
        return new EndorsementRootView(
                root.id(),
                root.tenant(),
                root.vendor(),
                certificate.getSubjectX500Principal().getName(),
                fingerprint(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                root.inForce(),
                root.addedAt(),
                root.retiredAt(),
                root.revocationLists().stream().map(RevocationList::of).toList());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Bytes.sha256(Bytes.of(certificate.getEncoded())).hex();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}
