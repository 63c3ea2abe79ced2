package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import java.util.Optional;

/** What ties a pinned attestation key to its host. */
public sealed interface Binding {

    /** Nothing but that it came first, or from an administrator: no TPM has proved that it holds the key. */
    record Pinned() implements Binding {}

    /**
     * The TPM that holds the endorsement key proved, by credential activation, that it holds the attestation key.
     *
     * @param endorsementKey name of the endorsement key
     * @param signer qualified name of the attestation key; empty where the endorsement key is not its parent
     */
    record CredentialActivation(Bytes endorsementKey, Optional<Bytes> signer) implements Binding {}

    /** Whether both were proved by the same TPM. */
    default boolean provesTheSameTpmAs(Binding other) {
        return this instanceof CredentialActivation mine
                && other instanceof CredentialActivation theirs
                && mine.endorsementKey().equals(theirs.endorsementKey());
    }

    /** The qualified name that every quote must be signed under, where it is known. */
    default Optional<Bytes> expectedSigner() {
        return switch (this) {
            case Pinned() -> Optional.empty();
            case CredentialActivation(var _, var signer) -> signer;
        };
    }
}
