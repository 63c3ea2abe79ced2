package dev.leeward.policy.edge.rest;

import dev.leeward.policy.app.MigrationAuthority.Authority;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The authorities of migration certificates. */
public record MigrationCaAnswer(
        List<Issuer> authorities,

        @Schema(description = "The certificates of all of them, in PEM")
        String bundle) {

    /** One of them. */
    public record Issuer(
            String id,
            String subject,

            @Schema(description = "SHA-256 of its certificate")
            String fingerprint,

            Instant notBefore,
            Instant notAfter,

            @Schema(description = "Whether it signs new certificates")
            boolean issuing) {}

    static MigrationCaAnswer of(List<Authority> authorities) {
        return new MigrationCaAnswer(
                authorities.stream()
                        .map(authority -> new Issuer(
                                authority.id(),
                                authority.subject(),
                                authority.fingerprint(),
                                authority.notBefore(),
                                authority.notAfter(),
                                authority.issuing()))
                        .toList(),
                authorities.stream().map(Authority::pem).collect(Collectors.joining()));
    }
}
