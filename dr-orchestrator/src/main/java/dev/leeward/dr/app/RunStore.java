package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where plan runs, their steps and their history are kept. */
public interface RunStore {
    void insert(Run run, List<Step> steps);

    Optional<Run> find(TenantId tenant, RunId id);

    /** Locks a run for the rest of the transaction. */
    Optional<Run> lock(RunId id);

    void save(Run run);

    List<Run> list(TenantId tenant, @Nullable PlanId plan, int limit, @Nullable String before);

    /** How many runs of a tenant hold a slot: under way, or awaiting a commit. */
    int active(TenantId tenant);

    /** Whether a run of the plan is under way or awaits a commit. */
    Optional<RunId> activeRunOf(PlanId plan);

    List<Step> steps(RunId run);

    /** Steps with what is known besides their state. */
    List<StepRecord> records(RunId run);

    Optional<Step> step(RunId run, StepId step);

    /** Adds steps that the plan did not have from the start; those that exist stay as they are. */
    void addSteps(RunId run, List<Step> steps);

    void saveSteps(RunId run, List<Step> steps);

    /** Remembers which step each order is for. */
    void rememberOrders(RunId run, List<MoveOrder> orders);

    Optional<OrderedStep> ordered(String orderId);

    /** Where a workload came into service. */
    void placed(RunId run, StepId step, @Nullable String host, long downtimeMillis);

    /** Notes what a promotion started from; the first note stays. */
    void promoted(RunId run, GroupId group, RecoveryPoint point, Duration lag, boolean lossAccepted);

    List<PromotionRecord> promotions(RunId run);

    /** Reserves numbers for events of a run, and gives the first. */
    long nextSequence(RunId run, int count);

    void append(RunId run, long firstSequence, Instant at, List<RunFact> facts);

    /** The history after a sequence number, oldest first. */
    List<HistoryEntry> history(RunId run, long after, int limit);

    /** How long each action took lately, in the middle. */
    Map<StepAction, Duration> typicalDurations();

    /** Takes a run that is due and in nobody's hands; another engine's expired lease counts as nobody's. */
    Optional<Claim> claim(String engine, Duration lease);

    /** Prolongs a lease; false where it was lost. */
    boolean heartbeat(Claim claim, Duration lease);

    /** Locks a run for an engine's writes; empty where the engine's claim was overtaken. */
    Optional<Run> lockFor(Claim claim);

    /** Lets go of a run until {@code due}; an empty one waits for {@link #wake}. */
    void release(Claim claim, Optional<Duration> due);

    /** Makes a run due now. */
    void wake(RunId run);

    /** An order's place in its run. */
    record OrderedStep(RunId run, StepId step, int attempt) {}

    /** A step and where its workload came into service. */
    record StepRecord(Step step, Optional<String> host, Optional<Long> downtimeMillis) {}

    /** What a group was started from. */
    record PromotionRecord(GroupId group, RecoveryPoint point, Duration lag, boolean lossAccepted) {}

    /** A line of a run's history; {@code data} is a JSON object. */
    record HistoryEntry(long sequence, Instant at, String type, String data) {}
}
