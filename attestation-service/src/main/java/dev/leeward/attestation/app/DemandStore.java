package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where demands for attestations are kept. */
public interface DemandStore {

    /** Keeps a demand, new or changed. */
    void save(Demand demand);

    Optional<Demand> find(UUID id);

    /** The host's demand that is pending at the time. */
    Optional<Demand> pending(HostId host, Instant now);

    /** Hosts with a demand that is pending at the time, oldest demand first. */
    List<HostId> demanded(Instant now);

    /** Forgets demands that were to be answered before a time; returns how many. */
    long prune(Instant before);
}
