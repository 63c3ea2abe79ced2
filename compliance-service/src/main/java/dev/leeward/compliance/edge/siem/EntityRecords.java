package dev.leeward.compliance.edge.siem;

import static dev.leeward.compliance.edge.siem.OcsfRecord.object;

import dev.leeward.compliance.edge.siem.OcsfRecord.Activity;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.MigrationFact;
import dev.leeward.compliance.event.MigrationFact.Asked;
import dev.leeward.compliance.event.MigrationFact.DestinationAttestationDemanded;
import dev.leeward.compliance.event.MigrationFact.Ended;
import dev.leeward.compliance.event.MigrationFact.MigrationCancelled;
import dev.leeward.compliance.event.MigrationFact.MigrationFailed;
import dev.leeward.compliance.event.MigrationFact.MigrationIndeterminate;
import dev.leeward.compliance.event.MigrationFact.MigrationQueued;
import dev.leeward.compliance.event.MigrationFact.MigrationRequested;
import dev.leeward.compliance.event.MigrationFact.MigrationRolledBack;
import dev.leeward.compliance.event.MigrationFact.MigrationStarted;
import dev.leeward.compliance.event.MigrationFact.MigrationSucceeded;
import dev.leeward.compliance.event.MigrationFact.MigrationSwitchedOver;
import dev.leeward.compliance.event.MigrationFact.WorkloadMoveOrdered;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.compliance.event.PlacementFact.PlacementChanged;
import dev.leeward.compliance.event.PlacementFact.UndecidedMoveObserved;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicyFact.ApprovalGiven;
import dev.leeward.compliance.event.PolicyFact.ApprovalRequested;
import dev.leeward.compliance.event.PolicyFact.BreakGlassClosed;
import dev.leeward.compliance.event.PolicyFact.BreakGlassUsed;
import dev.leeward.compliance.event.PolicyFact.DecisionMade;
import dev.leeward.compliance.event.PolicyFact.Determining;
import dev.leeward.compliance.event.PolicyFact.MigrationApproved;
import dev.leeward.compliance.event.PolicyFact.MigrationBlocked;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events about workloads that move, and about decisions on that. */
final class EntityRecords {
    private static final int VIRTUAL = 6;

    private EntityRecords() {}

    static OcsfRecord of(Event event, MigrationFact fact) {
        return switch (fact) {
            case WorkloadMoveOrdered ordered ->
                move(event, OcsfSeverity.INFORMATIONAL, ordered.workloadId(), null)
                        .message("Run %s orders workload %s to site %s"
                                .formatted(ordered.runId(), ordered.workloadId(), ordered.destinationSite()))
                        .inProgress(ordered.kind(), null);
            case MigrationRequested requested ->
                move(event, OcsfSeverity.INFORMATIONAL, requested.workloadId(), requested.workloadName())
                        .message("%s asks for workload %s to move to host %s"
                                .formatted(
                                        requested.principal().id(),
                                        requested.workloadName(),
                                        requested.destinationHost()))
                        .inProgress(requested.kind(), null)
                        .with("actor", user(requested.principal().id()));
            case MigrationQueued queued ->
                move(event, OcsfSeverity.INFORMATIONAL, queued.workloadId(), null)
                        .message("The migration of workload %s waits for its turn".formatted(queued.workloadId()))
                        .inProgress(null, "Allowed by decision " + queued.decisionId());
            case DestinationAttestationDemanded demanded ->
                move(event, OcsfSeverity.INFORMATIONAL, demanded.workloadId(), null)
                        .message("Host %s has to attest again before workload %s may move there"
                                .formatted(demanded.destinationHost(), demanded.workloadId()))
                        .inProgress(null, null);
            case MigrationStarted started ->
                move(event, OcsfSeverity.INFORMATIONAL, started.workloadId(), null)
                        .message("Workload %s moves to host %s"
                                .formatted(started.workloadId(), started.destinationHost()))
                        .inProgress(null, null);
            case MigrationSwitchedOver moved ->
                move(event, OcsfSeverity.INFORMATIONAL, moved.workloadId(), null)
                        .message("Workload %s runs on host %s now"
                                .formatted(moved.workloadId(), moved.destinationHost()))
                        .inProgress(null, "Downtime " + moved.downtimeMillis() + " ms");
            case MigrationSucceeded done ->
                move(event, OcsfSeverity.INFORMATIONAL, done.workloadId(), done.workloadName())
                        .profiles("host")
                        .message("Workload %s moved to host %s at site %s; downtime %d ms"
                                .formatted(
                                        done.workloadName(),
                                        done.destinationHost(),
                                        done.destinationSite(),
                                        done.downtimeMillis()))
                        .success(null)
                        .with("device", HostRecords.device(done.destinationHost(), null, done.destinationSite(), null))
                        .with("duration", done.durationMillis())
                        .with("unmapped", object("migration_id", done.migrationId()));
            case MigrationRolledBack back ->
                move(event, OcsfSeverity.MEDIUM, back.workloadId(), null)
                        .message("The migration of workload %s was rolled back".formatted(back.workloadId()))
                        .failure(back.code(), back.reason());
            case MigrationCancelled cancelled ->
                move(event, OcsfSeverity.LOW, cancelled.workloadId(), name(cancelled))
                        .message("%s cancelled the migration of workload %s"
                                .formatted(cancelled.cancelledBy(), cancelled.workloadId()))
                        .failure("cancelled", null)
                        .with("actor", user(cancelled.cancelledBy()));
            case MigrationFailed failed ->
                move(event, OcsfSeverity.MEDIUM, failed.workloadId(), name(failed))
                        .message("The migration of workload %s failed".formatted(failed.workloadId()))
                        .failure(failed.code(), failed.reason())
                        .with(
                                "actor",
                                failed.asked() == null
                                        ? null
                                        : user(failed.asked().requestedBy()));
            case MigrationIndeterminate open ->
                move(event, OcsfSeverity.HIGH, open.workloadId(), null)
                        .message("Where workload %s runs is being asked of both sides".formatted(open.workloadId()))
                        .status(99, "Indeterminate", open.code(), open.reason());
        };
    }

    static OcsfRecord of(Event event, PlacementFact fact) {
        return switch (fact) {
            case PlacementChanged placement ->
                OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.UPDATE_ENTITY, OcsfSeverity.INFORMATIONAL)
                        .message(
                                placement.hostId() == null
                                        ? "Workload %s runs nowhere".formatted(placement.workloadName())
                                        : "Workload %s runs on host %s"
                                                .formatted(placement.workloadName(), placement.hostId()))
                        .success("Placement epoch " + placement.placementEpoch())
                        .with("entity", workload(placement.workloadId(), placement.workloadName()));
            case UndecidedMoveObserved move ->
                move(event, OcsfSeverity.CRITICAL, move.workloadId(), move.workloadName())
                        .profiles("security_control", "host")
                        .message(move.sentence())
                        .success("Seen by " + move.seenBy())
                        .with("action_id", 3)
                        .with("action", "Observed")
                        .with("disposition_id", 15)
                        .with("disposition", "Detected")
                        .with("is_alert", true)
                        .with("device", HostRecords.device(move.destinationHost(), null, null, null))
                        .with("unmapped", object("source_host", move.sourceHost(), "change", move.change()));
        };
    }

    static OcsfRecord of(Event event, PolicyFact fact) {
        return switch (fact) {
            case MigrationBlocked blocked -> blocked(event, blocked);
            case DecisionMade decision -> decision(event, decision);
            case MigrationApproved approved ->
                move(event, OcsfSeverity.INFORMATIONAL, approved.workloadId(), null)
                        .profiles("security_control")
                        .message("Workload %s may move to host %s"
                                .formatted(approved.workloadId(), approved.destinationHost()))
                        .inProgress("ALLOW", null)
                        .with("action_id", 1)
                        .with("action", "Allowed")
                        .with("disposition_id", 1)
                        .with("disposition", "Allowed");
            case ApprovalRequested requested ->
                move(event, OcsfSeverity.LOW, requested.workloadId(), null)
                        .message("A move of workload %s needs a second person (%s)"
                                .formatted(requested.workloadId(), requested.rule()))
                        .inProgress("PENDING_APPROVAL", null)
                        .with("actor", user(requested.requestedBy()));
            case ApprovalGiven given ->
                ofDecision(event, OcsfSeverity.LOW, given.decisionId())
                        .message("%s %s decision %s"
                                .formatted(
                                        given.approvedBy(),
                                        given.granted() ? "approved" : "refused",
                                        given.decisionId()))
                        .status(
                                given.granted() ? 1 : 2,
                                given.granted() ? "Success" : "Failure",
                                null,
                                given.comment().isBlank() ? null : given.comment())
                        .with("actor", user(given.approvedBy()));
            case BreakGlassUsed used ->
                move(event, OcsfSeverity.HIGH, used.workloadId(), null)
                        .profiles("security_control")
                        .message("%s overrode policies %s for workload %s"
                                .formatted(
                                        used.principal().id(), String.join(", ", used.overridden()), used.workloadId()))
                        .success("Reason: %s Ticket: %s%s"
                                .formatted(
                                        used.reason(),
                                        used.ticket(),
                                        used.validUntil() == null
                                                ? ""
                                                : "; use %d, until %s".formatted(used.uses(), used.validUntil())))
                        .with("action_id", 1)
                        .with("action", "Allowed")
                        .with("disposition_id", 1)
                        .with("disposition", "Allowed")
                        .with("is_alert", true)
                        .with("actor", user(used.principal().id()));
            case BreakGlassClosed closed ->
                ofDecision(event, OcsfSeverity.LOW, closed.decisionId())
                        .message("%s ended the emergency of %s under ticket %s after %d uses"
                                .formatted(closed.closedBy(), closed.principalId(), closed.ticket(), closed.uses()))
                        .success(null)
                        .with("actor", user(closed.closedBy()));
        };
    }

    private static OcsfRecord blocked(Event event, MigrationBlocked blocked) {
        String host = blocked.destinationHost();
        return move(event, OcsfSeverity.HIGH, blocked.workloadId(), blocked.workloadName())
                .profiles("security_control", "host")
                .message("The move of workload %s%s was blocked: %s"
                        .formatted(blocked.workloadName(), host == null ? "" : " to host " + host, blocked.reason()))
                .failure(blocked.effect(), blocked.reason())
                .with("action_id", 2)
                .with("action", "Denied")
                .with("disposition_id", 2)
                .with("disposition", "Blocked")
                .with("is_alert", true)
                .with(
                        "policy",
                        object(
                                "uid",
                                blocked.rule(),
                                "name",
                                blocked.rule(),
                                "version",
                                String.valueOf(blocked.ruleVersion()),
                                "is_applied",
                                true))
                .with("actor", user(blocked.principal().id()))
                .with("unmapped", object("decision_id", blocked.decisionId(), "migration_id", blocked.migrationId()))
                .with("device", host == null ? null : HostRecords.device(host, null, blocked.destinationSite(), null));
    }

    private static OcsfRecord decision(Event event, DecisionMade decision) {
        OcsfRecord record = move(event, OcsfSeverity.INFORMATIONAL, decision.workloadId(), null)
                .profiles("security_control")
                .message("Decision on %s of workload %s%s: %s"
                        .formatted(
                                decision.action(),
                                decision.workloadId(),
                                decision.destinationHost() == null ? "" : " to host " + decision.destinationHost(),
                                decision.effect()))
                .with("policy", policy(decision))
                .with("actor", user(decision.principal().id()));
        return switch (decision.effect()) {
            case "ALLOW" ->
                record.status(1, "Success", decision.effect(), null)
                        .with("action_id", 1)
                        .with("action", "Allowed")
                        .with("disposition_id", 1)
                        .with("disposition", "Allowed");
            case "PENDING_APPROVAL" ->
                record.inProgress(decision.effect(), null)
                        .with("action_id", 99)
                        .with("action", "Pending Approval")
                        .with("disposition_id", 99)
                        .with("disposition", "Pending Approval");
            default ->
                record.failure(decision.effect(), null)
                        .with("action_id", 2)
                        .with("action", "Denied")
                        .with("disposition_id", 2)
                        .with("disposition", "Blocked");
        };
    }

    private static @Nullable Map<String, Object> policy(DecisionMade decision) {
        if (decision.determining().isEmpty()) {
            return null;
        }
        Determining first = decision.determining().getFirst();
        return object(
                "uid",
                first.policyId(),
                "name",
                first.policyId(),
                "version",
                String.valueOf(first.version()),
                "desc",
                first.message(),
                "is_applied",
                true);
    }

    private static OcsfRecord move(Event event, OcsfSeverity severity, String workload, @Nullable String name) {
        return OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.MOVE, severity)
                .with("entity", workload(workload, name));
    }

    private static @Nullable String name(Ended ended) {
        Asked asked = ended.asked();
        return asked == null ? null : asked.workloadName();
    }

    private static OcsfRecord ofDecision(Event event, OcsfSeverity severity, String decisionId) {
        return OcsfRecord.of(event, OcsfClass.ENTITY_MANAGEMENT, Activity.UPDATE_ENTITY, severity)
                .with("entity", object("type_id", 99, "type", "Decision", "uid", decisionId));
    }

    private static Map<String, Object> workload(String uid, @Nullable String name) {
        return object(
                "type_id",
                1,
                "type",
                "Device",
                "uid",
                uid,
                "name",
                name,
                "device",
                object("type_id", VIRTUAL, "type", "Virtual", "uid", uid, "name", name));
    }

    static Map<String, Object> user(String id) {
        return object("user", object("uid", id, "name", id));
    }
}
