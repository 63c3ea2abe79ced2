package dev.leeward.attestation.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Why a manifest is retired.
 *
 * @param reason in words, for the auditor
 */
public record RetireRequest(@NotBlank @Size(max = 500) String reason) {}
