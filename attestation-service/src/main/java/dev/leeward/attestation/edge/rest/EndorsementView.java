package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.EndorsementCertificate;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The TPM that proved to hold the attestation key.
 *
 * @param endorsementKey name of its endorsement key in hexadecimal
 * @param certificate what is certified of it; null where no certificate was sent
 * @param root the endorsement root that the certificate chains to; null where nobody who is trusted vouches for the TPM
 */
public record EndorsementView(
        String endorsementKey,
        @Nullable Certificate certificate,
        @Nullable UUID root) {

    /**
     * The certificate of an endorsement key.
     *
     * @param subject distinguished name; often empty
     * @param issuer distinguished name of who signed it
     * @param serialNumber in hexadecimal
     * @param manufacturer maker of the TPM; empty where not stated
     * @param model model of the TPM; empty where not stated
     * @param version firmware version of the TPM when it was made; empty where not stated
     * @param notAfter when it expires
     */
    public record Certificate(
            String subject,
            String issuer,
            String serialNumber,
            String manufacturer,
            String model,
            String version,
            Instant notAfter) {

        static Certificate of(EndorsementCertificate certificate) {
            return new Certificate(
                    certificate.subject(),
                    certificate.issuer(),
                    certificate.serialNumber(),
                    certificate.manufacturer(),
                    certificate.model(),
                    certificate.version(),
                    certificate.notAfter());
        }
    }

    static EndorsementView of(Endorsement endorsement) {
        EndorsementCertificate certificate = endorsement.certificate();
        return new EndorsementView(
                endorsement.key().name().hex(),
                certificate == null ? null : Certificate.of(certificate),
                endorsement.root());
    }
}
