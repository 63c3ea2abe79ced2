package dev.leeward.policy.edge.rest;

import dev.leeward.policy.certificate.IssuedCertificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A certificate that a host was given, and what that rested on. */
public record CertificateAnswer(
        UUID id,
        String host,
        String serial,
        String authority,
        List<String> names,

        @Schema(description = "SHA-256 of the host's public key")
        String key,

        Instant issuedAt,
        Instant notBefore,
        Instant notAfter,
        Instant attestedAt,
        Instant attestedUntil,
        String assurance) {

    static CertificateAnswer of(IssuedCertificate certificate) {
        return new CertificateAnswer(
                certificate.id(),
                certificate.host().value(),
                certificate.serial(),
                certificate.authority(),
                certificate.names(),
                certificate.key(),
                certificate.issuedAt(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.attestedAt(),
                certificate.attestedUntil(),
                certificate.assurance().name());
    }

    /** To the host itself, with all that it needs to use it. */
    @Schema(name = "NewCertificate")
    public record New(
            UUID id,
            String host,
            String serial,
            List<String> names,
            Instant notAfter,

            @Schema(description = "The certificate in PEM") String certificate,

            @Schema(description = "The certificates of all authorities that count, in PEM")
            String bundle) {

        static New of(IssuedCertificate issued, String pem, String bundle) {
            return new New(
                    issued.id(),
                    issued.host().value(),
                    issued.serial(),
                    issued.names(),
                    issued.notAfter(),
                    pem,
                    bundle);
        }
    }
}
