package dev.leeward.policy.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A host asks for a certificate. */
@Schema(description = "Of the request only its common name, which is the host's id, and its key count.")
public record CertificateRequest(
        @NotBlank @Size(max = 200) String host,

        @NotBlank @Size(max = 10_000) @Schema(description = "PKCS #10 in PEM, with a key on P-256 or P-384")
        String request) {}
