package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.host.HostId;

/**
 * A pinned attestation key.
 *
 * @param host the host that it is pinned for
 * @param name the key's TPM name in hexadecimal, computed from its public area
 * @param scheme how it signs
 */
public record KeyView(String host, String name, String scheme) {

    static KeyView of(HostId host, AttestationKey key) {
        return new KeyView(host.value(), key.name().hex(), key.scheme().name());
    }
}
