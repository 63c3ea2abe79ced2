package dev.leeward.attestation.reference;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose signature makes reference values believable: a maker of firmware, or the team that builds the
 * hypervisor.
 *
 * @param id identity
 * @param name name as people know it
 * @param keys public keys, JWK in JSON (RFC 7517), by key id
 */
public record ReferenceProvider(ProviderId id, String name, SortedMap<String, String> keys) {

    public ReferenceProvider {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("reference provider " + id + " has no key");
        }
    }

    /** The key with this id. */
    public Optional<String> key(@Nullable String keyId) {
        return keyId == null ? Optional.empty() : Optional.ofNullable(keys.get(keyId));
    }
}
