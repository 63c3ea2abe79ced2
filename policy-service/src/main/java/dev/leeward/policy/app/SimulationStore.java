package dev.leeward.policy.app;

import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Simulations, how far they are, and what they found. */
public interface SimulationStore {
    /** Of the decisions that would have been others, so many are kept of one simulation; the rest is counted only. */
    long MAX_CHANGES = 100_000;

    /** So many of each kind of change are shown as examples. */
    int EXAMPLES = 3;

    /** What is wanted. */
    record Wish(SetScope scope, int version, @Nullable TenantId tenant, Instant since) {}

    /** Keeps a simulation over the decisions that there are now. */
    Simulation add(UUID id, Wish wish, String by, Instant now);

    /** Forgets the simulations that were asked for before that, with their changes; returns how many. */
    int forget(Instant before);

    /** Takes a running simulation that nobody works on; it is this process's for the lease, which {@link #record} renews. */
    Optional<Simulation> claim(Instant now, Duration lease);

    /** The next decisions to replay; empty where all were. */
    List<RecordedDecision> next(Simulation simulation, int limit);

    /** Keeps what came of decisions up to and with that one; false where another process has taken the simulation over. */
    boolean record(
            Simulation simulation, UUID upTo, int replayed, Tally tally, List<Change> changes, Instant leaseUntil);

    /** It is over. Returns the simulation as it ended; empty where it had ended before, or is forgotten. */
    Optional<Simulation> finish(UUID id, Simulation.State state);

    /** A simulation. */
    Optional<Simulation> find(UUID id);

    /** Simulations of a tenant, or all where null; the newest first, before that one where given. */
    List<Simulation> list(@Nullable String tenant, @Nullable UUID before, int limit);

    /** Decisions that would have been others, in their order, after that one where given. */
    List<Change> changes(UUID id, @Nullable UUID after, int limit);

    /** {@link #EXAMPLES} of each kind of change. */
    List<Change> examples(UUID id);
}
