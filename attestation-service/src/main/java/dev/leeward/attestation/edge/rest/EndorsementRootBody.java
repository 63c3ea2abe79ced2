package dev.leeward.attestation.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * An endorsement root to be added.
 *
 * @param vendor maker of TPMs, for example STMicroelectronics
 * @param certificate of the authority, DER in base64 or PEM
 */
public record EndorsementRootBody(
        @NotBlank @Size(max = 100) String vendor,
        @NotBlank @Size(max = 16384) String certificate) {}
