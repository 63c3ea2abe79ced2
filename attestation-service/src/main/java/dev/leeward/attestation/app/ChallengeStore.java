package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** Where challenges are kept. Locks last until the transaction ends. */
public interface ChallengeStore {

    void add(Challenge challenge);

    /** A challenge of the host. */
    Optional<Challenge> find(HostId host, UUID challenge);

    /** The challenge, locked. */
    Optional<Challenge> lock(UUID id);

    /** Reads many challenges at once, and locks them: those that {@link #lock} is asked for later in the transaction. */
    void lockAll(Collection<UUID> ids);

    /** A challenge, locked, was answered. */
    void markAnswered(Challenge challenge, Instant at);

    /** Counts at once what {@link #open} is asked for later in the transaction; the hosts are locked. */
    void countOpen(Collection<HostId> hosts, Instant now);

    /** Challenges of the host that can still be answered. */
    long open(HostId host, Instant now);

    /** Forgets challenges that ended before a time; returns how many. */
    int prune(Instant before);
}
