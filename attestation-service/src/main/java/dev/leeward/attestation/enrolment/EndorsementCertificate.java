package dev.leeward.attestation.enrolment;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * What a maker certifies of a TPM in the certificate of its endorsement key.
 *
 * @param subject distinguished name (RFC 2253); often empty
 * @param issuer distinguished name of who signed it
 * @param serialNumber in hexadecimal
 * @param manufacturer vendor id of the TPM, in letters where it has some, for example STM; empty where not stated
 * @param model model of the TPM; empty where not stated
 * @param version firmware version of the TPM when it was made; empty where not stated
 * @param notAfter when it expires
 */
public record EndorsementCertificate(
        String subject,
        String issuer,
        String serialNumber,
        String manufacturer,
        String model,
        String version,
        Instant notAfter) {

    /** What the certificate says. */
    public static EndorsementCertificate of(X509Certificate certificate) {
        TpmDescription tpm = TpmDescription.of(certificate);
        return new EndorsementCertificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getSerialNumber().toString(16),
                tpm.manufacturer(),
                tpm.model(),
                tpm.version(),
                certificate.getNotAfter().toInstant());
    }
}
