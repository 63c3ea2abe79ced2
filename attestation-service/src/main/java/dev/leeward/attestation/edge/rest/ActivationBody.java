package dev.leeward.attestation.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The proof that one TPM holds both keys.
 *
 * @param secret what {@code TPM2_ActivateCredential} released, base64
 */
public record ActivationBody(@NotBlank @Size(max = 128) String secret) {}
