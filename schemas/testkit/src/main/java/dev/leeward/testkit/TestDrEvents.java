package dev.leeward.testkit;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.dr.DataLossAccepted;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.PlannedMigrationStarted;
import dev.leeward.events.dr.ProtectionStateChanged;
import dev.leeward.events.dr.Reprotected;
import dev.leeward.events.dr.RpoBreached;
import dev.leeward.events.dr.RpoRestored;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunInterrupted;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.dr.RunResumed;
import dev.leeward.events.dr.SplitBrainDetected;
import dev.leeward.events.dr.StepFailed;
import dev.leeward.events.dr.StepStarted;
import dev.leeward.events.dr.StepSucceeded;
import dev.leeward.events.dr.TestStarted;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.MigrationKind;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Valid events of the plan runs of one tenant's recovery plan, and of its protection group. */
public final class TestDrEvents {
    private static final long RPO_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final int WORKLOADS = 2;

    private final String tenant;
    private final String run;
    private final String plan;
    private final String group;
    private final String from;
    private final String to;

    private TestDrEvents(String tenant, String from, String to) {
        this.tenant = tenant;
        this.from = from;
        this.to = to;
        this.run = TestEnvelopes.uuid7().toString();
        this.plan = tenant + "-plan";
        this.group = tenant + "-group";
    }

    /** A run of the tenant's plan from one site to the other. */
    public static TestDrEvents run(String tenant, String fromSite, String toSite) {
        return new TestDrEvents(tenant, fromSite, toSite);
    }

    /** The run's id. */
    public String runId() {
        return run;
    }

    /** The protection group's id. */
    public String groupId() {
        return group;
    }

    /** The plan's id. */
    public String planId() {
        return plan;
    }

    /** The failover began. */
    public FailoverStarted failoverStarted() {
        return FailoverStarted.newBuilder()
                .setEnvelope(ofRun(FailoverStarted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setPlanName(plan)
                .setPlanVersion(1)
                .setKind(RunKind.FAILOVER)
                .setGroups(List.of(group))
                .setFromSite(from)
                .setToSite(to)
                .setWorkloads(WORKLOADS)
                .build();
    }

    /** The test began. */
    public TestStarted testStarted() {
        return TestStarted.newBuilder()
                .setEnvelope(ofRun(TestStarted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setPlanName(plan)
                .setPlanVersion(1)
                .setKind(RunKind.TEST)
                .setGroups(List.of(group))
                .setFromSite(from)
                .setToSite(to)
                .setWorkloads(WORKLOADS)
                .build();
    }

    /** The planned migration began. */
    public PlannedMigrationStarted plannedMigrationStarted() {
        return PlannedMigrationStarted.newBuilder()
                .setEnvelope(ofRun(PlannedMigrationStarted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setPlanName(plan)
                .setPlanVersion(1)
                .setKind(RunKind.PLANNED_MIGRATION)
                .setGroups(List.of(group))
                .setFromSite(from)
                .setToSite(to)
                .setWorkloads(WORKLOADS)
                .build();
    }

    /** A workload's move was ordered. */
    public WorkloadMoveOrdered moveOrdered(String workload) {
        return WorkloadMoveOrdered.newBuilder()
                .setEnvelope(ofRun(WorkloadMoveOrdered.class))
                .setOrderId(TestEnvelopes.uuid7().toString())
                .setRunId(run)
                .setStepId("move-" + workload)
                .setWorkloadId(workload)
                .setKind(MigrationKind.LIVE)
                .setTest(false)
                .setCleanup(false)
                .setDestinationSite(to)
                .setPrincipal(TestEnvelopes.operator(tenant))
                .setDeadline(TestEnvelopes.now().plus(Duration.ofMinutes(10)))
                .build();
    }

    /** A step began. */
    public StepStarted stepStarted(String workload) {
        return StepStarted.newBuilder()
                .setEnvelope(ofRun(StepStarted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setStepId("move-" + workload)
                .setAction("move")
                .setTier(1)
                .setWorkloadId(workload)
                .build();
    }

    /** It succeeded. */
    public StepSucceeded stepSucceeded(String workload) {
        return StepSucceeded.newBuilder()
                .setEnvelope(ofRun(StepSucceeded.class))
                .setRunId(run)
                .setPlanId(plan)
                .setStepId("move-" + workload)
                .setAction("move")
                .setTier(1)
                .setWorkloadId(workload)
                .setDetail("runs at " + to)
                .setDurationMillis(900)
                .build();
    }

    /** It failed. */
    public StepFailed stepFailed(String workload, String code) {
        return StepFailed.newBuilder()
                .setEnvelope(ofRun(StepFailed.class))
                .setRunId(run)
                .setPlanId(plan)
                .setStepId("move-" + workload)
                .setAction("move")
                .setTier(1)
                .setWorkloadId(workload)
                .setCode(code)
                .setReason("The move of " + workload + " failed: " + code)
                .build();
    }

    /** The orchestrator went away. */
    public RunInterrupted interrupted() {
        return RunInterrupted.newBuilder()
                .setEnvelope(ofRun(RunInterrupted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setReason("the orchestrator was restarted")
                .build();
    }

    /** The run goes on. */
    public RunResumed resumed() {
        return RunResumed.newBuilder()
                .setEnvelope(ofRun(RunResumed.class))
                .setRunId(run)
                .setPlanId(plan)
                .setResumedBy("dr-orchestrator")
                .build();
    }

    /** More loss than the RPO allows was accepted. */
    public DataLossAccepted dataLossAccepted(String recoveryPoint) {
        return DataLossAccepted.newBuilder()
                .setEnvelope(ofRun(DataLossAccepted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setGroupId(group)
                .setRecoveryPoint(recoveryPoint)
                .setLagMillis(2 * RPO_MILLIS)
                .setRpoMillis(RPO_MILLIS)
                .setAcceptedBy(TestEnvelopes.operator(tenant).getId())
                .build();
    }

    /** The run ended in that state. */
    public RunCompleted completed(RunKind kind, String state) {
        return RunCompleted.newBuilder()
                .setEnvelope(ofRun(RunCompleted.class))
                .setRunId(run)
                .setPlanId(plan)
                .setPlanName(plan)
                .setKind(kind)
                .setState(state)
                .setGroups(List.of(group))
                .setFromSite(from)
                .setToSite(to)
                .setRtoMillis(4_200)
                .setRpoMillis(0)
                .setSucceeded(WORKLOADS)
                .setFailed(0)
                .build();
    }

    /** The group changed its state. */
    public ProtectionStateChanged protectionStateChanged(String before, String now) {
        return ProtectionStateChanged.newBuilder()
                .setEnvelope(ofGroup(ProtectionStateChanged.class))
                .setGroupId(group)
                .setGroupName(group)
                .setPreviousState(before)
                .setState(now)
                .setFromSite(from)
                .setToSite(to)
                .setWorkloads(List.of(tenant + "-web", tenant + "-db"))
                .build();
    }

    /** Replication fell behind the RPO. */
    public RpoBreached rpoBreached() {
        return RpoBreached.newBuilder()
                .setEnvelope(ofGroup(RpoBreached.class))
                .setGroupId(group)
                .setLagMillis(2 * RPO_MILLIS)
                .setRpoMillis(RPO_MILLIS)
                .build();
    }

    /** Replication is within the RPO again. */
    public RpoRestored rpoRestored() {
        return RpoRestored.newBuilder()
                .setEnvelope(ofGroup(RpoRestored.class))
                .setGroupId(group)
                .setLagMillis(RPO_MILLIS / 10)
                .setRpoMillis(RPO_MILLIS)
                .build();
    }

    /** A workload runs at both sites. */
    public SplitBrainDetected splitBrainDetected(String workload) {
        return SplitBrainDetected.newBuilder()
                .setEnvelope(ofGroup(SplitBrainDetected.class))
                .setGroupId(group)
                .setWorkloadId(workload)
                .setSites(List.of(from, to))
                .build();
    }

    /** The group is protected in the other direction. */
    public Reprotected reprotected() {
        return Reprotected.newBuilder()
                .setEnvelope(ofGroup(Reprotected.class))
                .setGroupId(group)
                .setFromSite(to)
                .setToSite(from)
                .setRunId(run)
                .build();
    }

    private Envelope ofRun(Class<? extends SpecificRecord> type) {
        return TestEnvelopes.of(type, "dr-orchestrator/run/" + run, tenant, null);
    }

    private Envelope ofGroup(Class<? extends SpecificRecord> type) {
        return TestEnvelopes.of(type, "dr-orchestrator/group/" + group, tenant, null);
    }
}
