package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.enrolment.PinnedKey;
import java.time.Instant;

/** What happens in the life of a host's trust. */
public sealed interface TrustEvent {

    /** An attestation key was pinned, for the first time or in the place of another. */
    record KeyPinned(PinnedKey key) implements TrustEvent {}

    /** The pinned attestation key no longer counts; the host has to enrol again. */
    record KeyWithdrawn() implements TrustEvent {}

    /** Fresh evidence was verified and appraised. */
    record Attested(Attestation attestation) implements TrustEvent {}

    /** Kept evidence was appraised under other references. */
    record Reappraised(Verdict verdict, Instant at) implements TrustEvent {}

    /** The result outlived its time. */
    record Expired(Instant at) implements TrustEvent {}

    /** The host left the inventory. */
    record Retired(String reason) implements TrustEvent {}

    /** The host came back to the inventory: it starts anew. */
    record Rediscovered() implements TrustEvent {}
}
