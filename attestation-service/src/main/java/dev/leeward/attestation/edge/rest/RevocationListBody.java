package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.enrolment.EndorsementVerifier;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revocation list.
 *
 * @param crl the list, DER in base64 or PEM
 * @param intermediates certificates from its issuer up to the root's, where the root is not its issuer
 */
public record RevocationListBody(
        @NotBlank String crl,

        @Nullable @Size(max = EndorsementVerifier.MOST_INTERMEDIATES) List<@NotBlank @Size(max = 16384) String> intermediates) {}
