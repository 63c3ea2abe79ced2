package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.evidence.AttestationKey;
import java.util.Objects;

/**
 * A pinned attestation key.
 *
 * @param host the host that it is pinned for
 * @param name the key's TPM name in hexadecimal, computed from its public area
 * @param scheme how it signs
 * @param binding what ties it to the host
 */
public record KeyView(String host, String name, String scheme, BindingKind binding) {

    static KeyView of(HostRecord host) {
        AttestationKey key = Objects.requireNonNull(host.key(), "host.key");
        return new KeyView(host.id().value(), key.name().hex(), key.scheme().name(), BindingKind.of(host));
    }
}
