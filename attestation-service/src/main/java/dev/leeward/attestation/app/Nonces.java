package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Bytes;

/** Where nonces come from: a cryptographically strong source. */
@FunctionalInterface
public interface Nonces {

    /** So many random bytes. */
    Bytes next(int length);
}
