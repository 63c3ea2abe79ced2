package dev.leeward.attestation.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/**
 * A reference provider.
 *
 * @param name name as people know it
 * @param keys its public keys: JWK with kid, Ed25519 (kty OKP) or P-256 (kty EC); to change keys, list the old and the
 *     new one for a while
 */
public record ProviderRequest(
        @NotBlank @Size(max = 100) String name,
        @NotEmpty @Size(max = 10) List<@NotNull Map<String, Object>> keys) {}
