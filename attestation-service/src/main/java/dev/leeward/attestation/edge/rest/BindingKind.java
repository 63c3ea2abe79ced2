package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostRecord;

/** What ties a pinned attestation key to its host. */
public enum BindingKind {
    /** One TPM proved that it holds the endorsement key and the attestation key. */
    CREDENTIAL_ACTIVATION,
    /** The key came first, or from an administrator; no TPM has proved that it holds it. */
    PINNED;

    static BindingKind of(HostRecord enrolled) {
        return enrolled.endorsement() == null ? PINNED : CREDENTIAL_ACTIVATION;
    }
}
