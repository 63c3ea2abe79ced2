package dev.leeward.compliance.app;

import dev.leeward.compliance.assessment.HostTrust;
import dev.leeward.compliance.event.Version;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.rule.MigrationWithoutDecision;
import dev.leeward.compliance.rule.Stay;
import dev.leeward.compliance.rule.Turn;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The facts that the views are joined from. Everything happens in the caller's transaction. */
public interface FactStore {
    /** Lets one fold after the other pass, where they derive from each other's facts; until the end of the transaction. */
    void oneAtATime();

    /** Waits until no fold is under way and keeps others out, until the end of the transaction. */
    void exclusively();

    /** Keeps {@link #exclusively} out, until the end of the transaction. */
    void shared();

    /** Merges the facts of a batch, signals and answers aside. */
    void write(Batch batch);

    /** The last attestation result of each of these hosts that has one, with its place in its source's order. */
    Map<String, Known> trust(Collection<String> hostIds);

    /** What is known of a host. */
    record Known(HostTrust trust, Version version) {}

    /** Of these hosts, those that a workload was ever placed on. */
    List<String> everUsed(Collection<String> hostIds);

    /** Whether sensitive workloads run on the host now. */
    boolean runsSensitiveWorkloads(String hostId);

    /** The turns of each host's trust, in their source's order. */
    Map<String, List<Turn>> turns(Collection<String> hostIds);

    /** The placements of each workload that was ever on one of these hosts, or is named, by epoch. */
    Map<String, List<Stay.Placement>> placements(Collection<String> onHosts, Collection<String> workloadIds);

    /** By migration: the moves of those of these migrations that never named a decision. */
    Map<String, List<MigrationWithoutDecision.Move>> undecidedMoves(Collection<String> migrationIds);

    /** Everything that rules derive from: hosts with turns, workloads and migrations that moved. */
    Subjects subjects();

    /** What derivation has to look at. */
    record Subjects(Collection<String> hosts, Collection<String> workloads, Collection<String> migrations) {}

    /** Forgets all facts and all that follows from them; the evidence log and what was published stay. */
    void clear();
}
