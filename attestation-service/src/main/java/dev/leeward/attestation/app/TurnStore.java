package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where it is kept when hosts attest next. Locks last until the transaction ends. */
public interface TurnStore {

    /** Keeps a turn, new or changed. */
    void save(Turn turn);

    /** The host's turn, locked. */
    Optional<Turn> lock(HostId host);

    /** The turns of those hosts that have one. */
    Map<HostId, Turn> find(Collection<HostId> hosts);

    /** The host has no turn any more. */
    void remove(HostId host);

    /**
     * Takes the one turn, over all replicas, to hand out challenges; others wait until the transaction ends. Whoever
     * falls silent while holding it loses it within seconds.
     */
    void lockHandOut();

    /** Turns of these hosts that are ready and that nobody else is working on, longest ready first, locked. */
    List<Turn> lockReady(Collection<HostId> hosts, Instant now, int limit);

    /** How many challenges that were handed out can still be answered. */
    long inFlight(Instant now);

    /** How many hosts are overdue. */
    long overdue(Instant now, Duration tolerated);
}
