package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.reference.ReferenceProvider;
import java.util.List;

/**
 * A reference provider.
 *
 * @param id identifier, as the header iss of a signed manifest names it
 * @param name name as people know it
 * @param keys its public keys
 */
public record ProviderView(String id, String name, List<Key> keys) {

    /**
     * A public key.
     *
     * @param kid its identifier, as the header kid of a signed manifest names it
     * @param jwk the key, JWK in JSON
     */
    public record Key(String kid, String jwk) {}

    static ProviderView of(ReferenceProvider provider) {
        return new ProviderView(
                provider.id().value(),
                provider.name(),
                provider.keys().entrySet().stream()
                        .map(key -> new Key(key.getKey(), key.getValue()))
                        .toList());
    }
}
