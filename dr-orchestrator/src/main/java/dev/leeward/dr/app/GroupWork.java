package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.ReplicationState;
import dev.leeward.dr.replication.Rpo.Verdict;
import dev.leeward.dr.run.RunKind;
import dev.leeward.dr.run.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Carries out the steps that concern a whole group, through the sites' ports and outside of any transaction. The
 * operation id is that of the attempt, so that a repetition after a crash is the same operation.
 */
@ApplicationScoped
public class GroupWork {
    private final ReplicationPort replication;
    private final FencingPort fencing;
    private final Prechecks prechecks;
    private final Clock clock;

    GroupWork(ReplicationPort replication, FencingPort fencing, Prechecks prechecks, Clock clock) {
        this.replication = replication;
        this.fencing = fencing;
        this.prechecks = prechecks;
        this.clock = clock;
    }

    /** One step on one group, as its run wants it. */
    record Task(Run run, Group group, Step step, String operation) {}

    StepResult perform(Task task) {
        try {
            return attempt(task);
        } catch (SiteUnreachable e) {
            return new StepResult.Failed(
                    "site-unreachable", e.getMessage() + "; bring it back and retry, or run a failover with force.");
        } catch (ReplicationBroken e) {
            return new StepResult.Failed(
                    "replication-broken", e.getMessage() + "; repair it and retry, or run a failover.");
        } catch (StaleEpoch e) {
            return new StepResult.Failed(
                    "stale-epoch", e.getMessage() + "; a newer run commands the group, leave it to that one.");
        }
    }

    private StepResult attempt(Task task) {
        var group = task.group();
        var direction = group.state().direction();
        var operation = task.operation();
        return switch (task.step().action()) {
            case PRECHECK_GROUP -> precheck(task);
            case OPEN_TEST_COPY -> {
                var copy = replication.openTestCopy(operation, group);
                yield promoted("test copy opened at " + direction.to(), copy, false);
            }
            case CLOSE_TEST_COPY -> {
                replication.closeTestCopy(operation, group);
                yield StepResult.done("test copy closed");
            }
            case SYNC_GROUP ->
                StepResult.done("synchronised up to "
                        + replication.sync(operation, group).id());
            case FINAL_SYNC -> finalSync(task);
            case FENCE_SOURCE -> fence(task, direction.from());
            case PROMOTE_REPLICA -> promote(task);
            case UNFENCE_SOURCE -> {
                fencing.acquire(group.definition().workloads(), direction.from(), group.epoch());
                yield StepResult.done("site " + direction.from() + " may run the group again");
            }
            case RESTORE_PROTECTION -> {
                replication.restore(operation, group, group.epoch());
                yield StepResult.done("replicating from " + direction.from() + " to " + direction.to() + " again");
            }
            case REVERSE_REPLICATION -> {
                fencing.acquire(group.definition().workloads(), direction.to(), group.epoch());
                replication.reverse(operation, group, group.epoch());
                yield StepResult.done("replicating from " + direction.to() + " to " + direction.from());
            }
            case AWAIT_SYNC -> awaitSync(group);
            case PROMPT, TEST_WORKLOAD, CLEAN_UP_WORKLOAD, MIGRATE_WORKLOAD, RECOVER_WORKLOAD, RETURN_WORKLOAD ->
                throw new IllegalArgumentException("step " + task.step().id() + " is not for a group");
        };
    }

    private StepResult precheck(Task task) {
        var findings = prechecks.check(
                task.run().kind(), List.of(task.group()), task.run().accepted());
        return findings.blockers().stream()
                .findFirst()
                .<StepResult>map(
                        refusal -> new StepResult.Failed(refusal.code(), refusal.detail() + " " + refusal.remedy()))
                .orElseGet(() -> StepResult.done("nothing stands in the way"));
    }

    /** No promotion before a proof of fencing; without the source it takes the consent that FORCED is. */
    private StepResult fence(Task task, SiteId source) {
        var group = task.group();
        try {
            return StepResult.done(fencing.revoke(group.definition().workloads(), source, group.epoch()));
        } catch (SiteUnreachable e) {
            if (task.run().kind() == RunKind.FORCED_FAILOVER) {
                return new StepResult.Done(
                        e.getMessage() + "; not fenced, forced by consent of "
                                + task.run().requester().id() + ": keep the site from coming back with these workloads",
                        true,
                        Optional.empty(),
                        false);
            }
            return new StepResult.Failed(
                    "fencing-unproven",
                    e.getMessage() + " and cannot be fenced; roll back, or run the failover with force.");
        }
    }

    private StepResult promote(Task task) {
        var group = task.group();
        boolean force = task.run().kind() == RunKind.FORCED_FAILOVER;
        var status = replication.status(group.id());
        boolean accepted = false;
        if (status.state() != ReplicationState.PROMOTED) {
            var consent = Optional.ofNullable(task.run().accepted().get(group.id()));
            var verdict = group.definition().rpo().judge(status, consent, clock.instant());
            switch (verdict) {
                case Verdict.Exceeded(var point, var lag) -> {
                    return new StepResult.Failed(
                            "rpo-exceeded",
                            "would lose " + lag.toMillis() + " ms, the RPO allows "
                                    + group.definition().rpo().allowed().toMillis()
                                    + " ms; roll back, then run it again accepting recovery point " + point.id() + ".");
                }
                case Verdict.NothingToPromote _ -> {
                    return new StepResult.Failed(
                            "no-recovery-point", "there is no recovery point to start from; roll back.");
                }
                case Verdict.Accepted _ -> accepted = true;
                case Verdict.Within _ -> accepted = false;
            }
        }
        var promotion = replication.promote(task.operation(), group, group.epoch(), force);
        return promoted("promoted at " + group.state().direction().to(), promotion, accepted);
    }

    /** A planned migration ends with a final sync of zero. */
    private StepResult finalSync(Task task) {
        var group = task.group();
        var promotion = replication.switchOver(task.operation(), group, group.epoch());
        var lag = promotion.lag();
        return lag.isZero()
                ? promoted("final synchronisation: nothing lost", promotion, false)
                : new StepResult.Failed(
                        "final-sync-not-zero", lag.toMillis() + " ms are missing after the final sync; retry.");
    }

    private StepResult awaitSync(Group group) {
        var status = replication.status(group.id());
        return switch (status.state()) {
            case IN_SYNC, LAGGING ->
                StepResult.done("replica complete, newest recovery point "
                        + status.newest().map(point -> point.id()).orElse("none"));
            case INITIAL_SYNC, BROKEN, PROMOTED -> new StepResult.NotYet();
            case DIVERGED ->
                new StepResult.Failed(
                        "split-brain-risk", "both sites hold writes that the other lacks; choose the surviving copy.");
        };
    }

    private static StepResult promoted(String what, ReplicationPort.Promotion promotion, boolean accepted) {
        return new StepResult.Done(
                what + ", recovery point " + promotion.point().id() + ", "
                        + promotion.lag().toMillis() + " ms behind",
                false,
                Optional.of(promotion),
                accepted);
    }
}
