package dev.leeward.attestation.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * An attestation key to be pinned.
 *
 * @param publicArea {@code TPM2B_PUBLIC} of the key, base64
 */
public record KeyRequest(@NotBlank @Size(max = 2048) String publicArea) {}
