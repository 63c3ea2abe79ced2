package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Where challenges are kept. Locks last until the transaction ends. */
public interface ChallengeStore {

    void add(Challenge challenge);

    /** A challenge of the host. */
    Optional<Challenge> find(HostId host, UUID challenge);

    /** The challenge, locked. */
    Optional<Challenge> lock(UUID id);

    /** A challenge, locked, was answered. */
    void markAnswered(Challenge challenge, Instant at);

    /** Challenges of the host that can still be answered. */
    long open(HostId host, Instant now);

    /** Forgets challenges that ended before a time; returns how many. */
    int prune(Instant before);
}
