package dev.leeward.dr.app;

import dev.leeward.dr.group.Decision;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RunEvent.PrecheckBegan;
import dev.leeward.dr.run.RunEvent.PrecheckRefused;
import dev.leeward.dr.run.RunKind;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepGraph;
import dev.leeward.dr.run.StepState;
import dev.leeward.messaging.EventContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lets a run in, or not: group states, quota, run, steps and first events in one transaction. */
@ApplicationScoped
public class RunAdmission {
    private final PlanStore plans;
    private final GroupStore groups;
    private final RunStore runs;
    private final QuotaStore quotas;
    private final Journal journal;
    private final WakeUp wakeUp;
    private final EventContext context;
    private final Clock clock;

    RunAdmission(
            PlanStore plans,
            GroupStore groups,
            RunStore runs,
            QuotaStore quotas,
            Journal journal,
            WakeUp wakeUp,
            EventContext context,
            Clock clock) {
        this.plans = plans;
        this.groups = groups;
        this.runs = runs;
        this.quotas = quotas;
        this.journal = journal;
        this.wakeUp = wakeUp;
        this.context = context;
        this.clock = clock;
    }

    /** A plan and its groups as they stand. */
    record Candidate(StoredPlan plan, List<Group> groups) {}

    /** A plan with what its groups and the quota say against a run. */
    record Inspection(Candidate candidate, List<Refusal> blockers) {}

    /** Finds a plan whose groups would let the run in at this moment; {@link #admit} decides. */
    @Transactional
    Answer<Candidate> candidate(TenantId tenant, PlanId id, RunKind kind, RunId run) {
        return switch (inspect(tenant, id, kind, run)) {
            case Answer.Unknown<Inspection>(var what, var name) -> Answer.unknown(what, name);
            case Answer.Declined<Inspection>(var refusals, var _) -> new Answer.Declined<>(refusals);
            case Answer.Done<Inspection>(var seen) ->
                seen.blockers().isEmpty() ? Answer.done(seen.candidate()) : new Answer.Declined<>(seen.blockers());
        };
    }

    @Transactional
    Answer<Inspection> inspect(TenantId tenant, PlanId id, RunKind kind, RunId run) {
        var plan = plans.find(tenant, id);
        if (plan.isEmpty()) {
            return Answer.unknown("recovery plan", id.value());
        }
        var found = plan.get().document().groups().stream()
                .flatMap(group -> groups.find(tenant, group).stream())
                .map(StoredGroup::group)
                .toList();
        var blockers = new ArrayList<>(refusals(plan.get().document(), found, kind, run));
        quotas.find(tenant).exceededBy(runs.active(tenant)).ifPresent(blockers::add);
        return Answer.done(new Inspection(new Candidate(plan.get(), found), blockers));
    }

    /** Lets the run in, or keeps it as PrecheckFailed where something stands in the way. */
    @Transactional
    Answer<Run> admit(
            Candidate candidate,
            RunKind kind,
            RunId id,
            Requester requester,
            Map<GroupId, RecoveryPoint> accepted,
            Prechecks.Findings findings) {
        var plan = candidate.plan();
        var quota = quotas.lock(plan.tenant()).exceededBy(runs.active(plan.tenant()));
        if (quota.isPresent()) {
            return Answer.declined(quota.get());
        }
        var locked = groups.lockAll(plan.tenant(), plan.document().groups());
        var current = locked.stream().map(StoredGroup::group).toList();
        var refusals = refusals(plan.document(), current, kind, id);
        if (!refusals.isEmpty()) {
            return new Answer.Declined<>(refusals);
        }
        var run = newRun(plan, kind, id, requester, accepted, current, Optional.empty());
        if (!findings.blockers().isEmpty()) {
            keepRefused(run, StepGraph.of(kind, plan.document(), current), findings.blockers());
            return new Answer.Declined<>(findings.blockers(), true);
        }
        hold(locked, kind, id);
        begin(run, StepGraph.of(kind, plan.document(), current));
        findings.losses().forEach((group, loss) -> {
            if (loss.accepted()) {
                journal.record(
                        run, new RunFact.DataLossAccepted(group, loss.point(), loss.lag(), loss.rpo(), requester.id()));
            }
        });
        return Answer.done(run);
    }

    @Transactional
    Answer<Run> admitCleanup(TenantId tenant, RunId testId, RunId id, Requester requester) {
        var found = runs.find(tenant, testId);
        if (found.isEmpty()) {
            return Answer.unknown("plan run", testId.value());
        }
        var test = found.get();
        if (test.kind() != RunKind.TEST || test.state().underWay()) {
            return Answer.declined(new Refusal(
                    "invalid-transition",
                    testId.value(),
                    "Run " + testId + " is a " + test.kind() + " in state "
                            + test.state().phaseName() + ".",
                    "Only a test that came to its end can be cleaned up."));
        }
        var locked = groups.lockAll(tenant, test.groups());
        var current = locked.stream().map(StoredGroup::group).toList();
        var refusals = refusals(test.document(), current, RunKind.CLEANUP, id);
        if (!refusals.isEmpty()) {
            return new Answer.Declined<>(refusals);
        }
        var copied = runs.steps(testId).stream()
                .filter(step -> step.action() == StepAction.TEST_WORKLOAD
                        && step.state().attempt() > 0)
                .flatMap(step -> step.workload().stream())
                .collect(Collectors.toSet());
        var pinned = new StoredPlan(test.plan(), tenant, test.planVersion(), test.document(), test.acceptedAt());
        var run = newRun(pinned, RunKind.CLEANUP, id, requester, Map.of(), current, Optional.of(testId));
        hold(locked, RunKind.CLEANUP, id);
        begin(run, StepGraph.cleanup(test.document(), current, copied));
        return Answer.done(run);
    }

    /** Takes hold of groups for a run; the epoch grows where production moves. */
    void hold(List<StoredGroup> locked, RunKind kind, RunId run) {
        for (var stored : locked) {
            var group = stored.group();
            if (decide(group, kind, run) instanceof Decision.Granted(var event)) {
                long epoch = kind.moves() || kind == RunKind.REPROTECT ? group.epoch() + 1 : group.epoch();
                event.ifPresent(e -> journal.apply(stored, e, Optional.of(run), epoch));
            }
        }
    }

    /** What the groups say against a run. */
    List<Refusal> refusals(PlanDocument document, List<Group> current, RunKind kind, RunId run) {
        var refusals = new ArrayList<Refusal>();
        var present = current.stream().map(Group::id).toList();
        document.groups().stream()
                .filter(id -> !present.contains(id))
                .forEach(id -> refusals.add(new Refusal(
                        "unknown-group",
                        id.value(),
                        "Protection group " + id + " of the plan does not exist any more.",
                        "Take it out of the plan, or create it again.")));
        for (var group : current) {
            if (decide(group, kind, run) instanceof Decision.Refused(var refusal)) {
                refusals.add(refusal);
            }
        }
        if (refusals.isEmpty()
                && current.stream().map(g -> g.state().direction()).distinct().count() > 1) {
            refusals.add(new Refusal(
                    "invalid-transition",
                    present.toString(),
                    "The groups of the plan go in different directions.",
                    "Reprotect those that failed over already, or split the plan."));
        }
        return refusals;
    }

    private static Decision decide(Group group, RunKind kind, RunId run) {
        return switch (kind) {
            case TEST -> group.state().test(group.id(), run);
            case CLEANUP -> group.state().cleanUp(group.id(), run);
            case PLANNED_MIGRATION, FAILOVER, FORCED_FAILOVER -> group.state().failOver(group.id(), run);
            case REPROTECT -> group.state().reprotect(group.id(), run);
        };
    }

    private Run newRun(
            StoredPlan plan,
            RunKind kind,
            RunId id,
            Requester requester,
            Map<GroupId, RecoveryPoint> accepted,
            List<Group> current,
            Optional<RunId> test) {
        return new Run(
                id,
                plan.tenant(),
                plan.id(),
                plan.version(),
                plan.document(),
                kind,
                new PlanRun.Accepted(),
                current.getFirst().state().direction(),
                requester,
                context.current().correlationId(),
                accepted,
                test,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void begin(Run run, List<Step> steps) {
        runs.insert(run, steps);
        journal.record(run, new RunFact.Started());
        wakeUp.wake(run.id());
    }

    /** A refusal is a fact: the run is kept, with its reasons, though it never touched anything. */
    private void keepRefused(Run run, List<Step> steps, List<Refusal> blockers) {
        var first = blockers.getFirst();
        var now = run.acceptedAt();
        var refused = run.after(new PrecheckBegan())
                .after(new PrecheckRefused(first.detail()))
                .finished(now, Optional.empty(), Optional.empty());
        var ended = steps.stream()
                .map(step -> step.in(
                        step.action() == StepAction.PRECHECK_GROUP
                                ? new StepState.Failed(1, now, now, first.code(), first.detail() + " " + first.remedy())
                                : new StepState.Skipped(0, "the precheck failed")))
                .toList();
        runs.insert(refused, ended);
        journal.record(
                refused,
                ended.stream()
                        .filter(step -> step.state() instanceof StepState.Failed)
                        .<RunFact>map(step ->
                                new RunFact.StepFailed(step, first.code(), first.detail() + " " + first.remedy()))
                        .toList());
        journal.record(
                refused,
                new RunFact.Completed(
                        refused.state().phaseName(),
                        Duration.ZERO,
                        Duration.ZERO,
                        0,
                        refused.groups().size()));
        wakeUp.announce();
    }
}
