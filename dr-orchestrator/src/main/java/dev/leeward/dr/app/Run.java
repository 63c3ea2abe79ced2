package dev.leeward.dr.app;

import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RunEvent;
import dev.leeward.dr.run.RunKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan run with what it pins.
 *
 * @param document the plan in the version that the run pins
 * @param accepted per group, the recovery point that somebody named to accept a loss
 * @param test for a clean-up, the test run whose copies it removes
 * @param rpo greatest loss among the groups, once known
 */
public record Run(
        RunId id,
        TenantId tenant,
        PlanId plan,
        int planVersion,
        PlanDocument document,
        RunKind kind,
        PlanRun state,
        Direction direction,
        Requester requester,
        String correlationId,
        Map<GroupId, RecoveryPoint> accepted,
        Optional<RunId> test,
        Instant acceptedAt,
        Optional<Instant> finishedAt,
        Optional<Duration> rto,
        Optional<Duration> rpo) {
    public Run {
        accepted = Map.copyOf(accepted);
    }

    /** The same run after an event. */
    Run after(RunEvent event) {
        return in(state.apply(event));
    }

    private Run in(PlanRun next) {
        return with(next, requester);
    }

    /** The same run, on behalf of somebody else: whoever asked last. */
    Run onBehalfOf(Requester next) {
        return with(state, next);
    }

    private Run with(PlanRun nextState, Requester nextRequester) {
        return new Run(
                id,
                tenant,
                plan,
                planVersion,
                document,
                kind,
                nextState,
                direction,
                nextRequester,
                correlationId,
                accepted,
                test,
                acceptedAt,
                finishedAt,
                rto,
                rpo);
    }

    /** The same run with its figures. */
    Run finished(Instant at, Optional<Duration> newRto, Optional<Duration> newRpo) {
        return new Run(
                id,
                tenant,
                plan,
                planVersion,
                document,
                kind,
                state,
                direction,
                requester,
                correlationId,
                accepted,
                test,
                acceptedAt,
                Optional.of(at),
                newRto,
                newRpo);
    }

    /** The groups that the run takes hold of. */
    public List<GroupId> groups() {
        return document.groups();
    }
}
