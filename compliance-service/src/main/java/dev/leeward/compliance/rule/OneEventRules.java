package dev.leeward.compliance.rule;

import dev.leeward.compliance.event.ComplianceFact;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.GroupFact.ProtectionStateChanged;
import dev.leeward.compliance.event.GroupFact.Reprotected;
import dev.leeward.compliance.event.GroupFact.RpoBreached;
import dev.leeward.compliance.event.GroupFact.RpoRestored;
import dev.leeward.compliance.event.GroupFact.SplitBrainDetected;
import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.EvidenceRejected;
import dev.leeward.compliance.event.HostFact.HostConfigurationObserved;
import dev.leeward.compliance.event.HostFact.HostDiscovered;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.HostMeasured;
import dev.leeward.compliance.event.HostFact.HostRetired;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.event.MigrationFact;
import dev.leeward.compliance.event.PlacementFact.PlacementChanged;
import dev.leeward.compliance.event.PlacementFact.UndecidedMoveObserved;
import dev.leeward.compliance.event.PolicyFact.ApprovalGiven;
import dev.leeward.compliance.event.PolicyFact.ApprovalRequested;
import dev.leeward.compliance.event.PolicyFact.BreakGlassClosed;
import dev.leeward.compliance.event.PolicyFact.BreakGlassUsed;
import dev.leeward.compliance.event.PolicyFact.DecisionMade;
import dev.leeward.compliance.event.PolicyFact.MigrationApproved;
import dev.leeward.compliance.event.PolicyFact.MigrationBlocked;
import dev.leeward.compliance.event.PolicySetFact;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.compliance.event.RunFact.RunCompleted;
import dev.leeward.compliance.incident.Signal;
import java.util.Locale;
import java.util.Optional;

/** The rules that need one event only. */
public final class OneEventRules {
    private OneEventRules() {}

    /** What the event alone says that a person must see, or that is over. */
    public static Optional<Signal> signal(Event event) {
        return switch (event.fact()) {
            case TrustChanged trust -> trust(event, trust);
            case EvidenceRejected rejected when !rejected.suspicious() -> Optional.empty();
            case EvidenceRejected rejected ->
                fired(
                        Rule.EVIDENCE_REJECTED,
                        event,
                        rejected.hostId(),
                        "Evidence of host %s was refused: %s".formatted(rejected.hostId(), rejected.code()),
                        "%s Somebody may be forging or replaying evidence: inspect the host and its agent."
                                .formatted(sentence(rejected.reason())));
            case MigrationBlocked blocked -> blocked(event, blocked);
            case BreakGlassUsed used ->
                fired(
                        Rule.BREAK_GLASS_USED,
                        event,
                        used.principal().id(),
                        "%s overrode the policies for workload %s"
                                .formatted(used.principal().id(), used.workloadId()),
                        "Reason: %s Ticket: %s%s. Overridden: %s. Review decision %s."
                                .formatted(
                                        sentence(used.reason()),
                                        used.ticket(),
                                        used.validUntil() == null
                                                ? ""
                                                : " (use %d, until %s)".formatted(used.uses(), used.validUntil()),
                                        String.join(", ", used.overridden()),
                                        used.decisionId()));
            case RunCompleted completed -> completed(event, completed);
            case RpoBreached breached ->
                fired(
                        Rule.RPO_BREACHED,
                        event,
                        breached.groupId(),
                        "Protection group %s breaches its RPO".formatted(breached.groupId()),
                        "Replication lies %d ms behind, %d ms are allowed. A failover now would lose more than was agreed."
                                .formatted(breached.lagMillis(), breached.rpoMillis()));
            case RpoRestored restored ->
                cleared(
                        Rule.RPO_BREACHED,
                        event,
                        restored.groupId(),
                        "Protection group %s is within its RPO again".formatted(restored.groupId()),
                        "Replication lies %d ms behind, %d ms are allowed."
                                .formatted(restored.lagMillis(), restored.rpoMillis()));
            case SplitBrainDetected split ->
                fired(
                        Rule.SPLIT_BRAIN,
                        event,
                        split.workloadId(),
                        "Workload %s may be active at %s"
                                .formatted(split.workloadId(), String.join(" and ", split.sites())),
                        "Stop one copy by hand, then let protection group %s recover.".formatted(split.groupId()));
            case UndecidedMoveObserved move -> undecided(event, move);
            case HostDiscovered _,
                    HostRetired _,
                    HostConfigurationObserved _,
                    HostMeasured _,
                    HostEnrolled _,
                    EnrolmentWithdrawn _,
                    ReferenceFact _,
                    PolicySetFact _,
                    BreakGlassClosed _,
                    DecisionMade _,
                    MigrationApproved _,
                    ApprovalRequested _,
                    ApprovalGiven _,
                    MigrationFact _,
                    PlacementChanged _,
                    RunFact _,
                    ProtectionStateChanged _,
                    Reprotected _,
                    ComplianceFact _ -> Optional.empty();
        };
    }

    private static Optional<Signal> trust(Event event, TrustChanged trust) {
        if (!trust.turned()) {
            return Optional.empty();
        }
        return switch (trust.overall()) {
            case UNTRUSTED ->
                fired(
                        Rule.UNTRUSTED_HOST,
                        event,
                        trust.hostId(),
                        "Host %s is not trusted".formatted(trust.hostName()),
                        ("%s Nothing is placed on it while this lasts. Bring it back to a reference manifest in force,"
                                        + " and attest it again.")
                                .formatted(sentence(trust.reason())));
            case TRUSTED ->
                cleared(
                        Rule.UNTRUSTED_HOST,
                        event,
                        trust.hostId(),
                        "Host %s is trusted again".formatted(trust.hostName()),
                        "Every part matches a reference manifest in force.");
            case UNKNOWN, STALE -> Optional.empty();
        };
    }

    private static Optional<Signal> undecided(Event event, UndecidedMoveObserved move) {
        return fired(
                Rule.MIGRATION_WITHOUT_DECISION,
                event,
                move.workloadId(),
                move.sentence(),
                ("%s shows it there since %s; at %s it did not. Either it moved the workload by itself (DRS, HA), or somebody"
                                + " went past the gate: find out who, and close the way that they took.")
                        .formatted(move.seenBy(), move.seenAt(), move.after()));
    }

    private static Optional<Signal> blocked(Event event, MigrationBlocked blocked) {
        return switch (blocked.effect()) {
            case "PENDING_APPROVAL" -> Optional.empty();
            default ->
                fired(
                        blocked.rule().toLowerCase(Locale.ROOT).contains("trust")
                                ? Rule.MIGRATION_BLOCKED_BY_TRUST
                                : Rule.MIGRATION_BLOCKED_BY_POLICY,
                        event,
                        blocked.workloadId(),
                        "Migration of %s%s was blocked"
                                .formatted(
                                        blocked.workloadName(),
                                        blocked.destinationHost() == null ? "" : " to " + blocked.destinationHost()),
                        "%s Asked by %s at %s; decision %s%s."
                                .formatted(
                                        sentence(blocked.reason()),
                                        blocked.principal().id(),
                                        blocked.enforcementPoint(),
                                        blocked.decisionId(),
                                        blocked.migrationId() == null ? "" : ", migration " + blocked.migrationId()));
        };
    }

    private static Optional<Signal> completed(Event event, RunCompleted completed) {
        boolean failover = completed.kind().endsWith("FAILOVER");
        Rule rule = failover ? Rule.FAILOVER_FAILED : Rule.PLAN_RUN_FAILED;
        String subject = completed.planId();
        String what = "%s of plan %s from %s to %s"
                .formatted(
                        completed.kind().toLowerCase(Locale.ROOT).replace('_', ' '),
                        completed.planName(),
                        completed.fromSite(),
                        completed.toSite());
        if (completed.cancelled()) {
            return Optional.empty();
        }
        if (completed.well()) {
            return cleared(
                    rule, event, subject, "A later run came right", "Run %s: %s.".formatted(completed.runId(), what));
        }
        return fired(
                rule,
                event,
                subject,
                "Plan %s: %s ended %s".formatted(completed.planName(), completed.kind(), completed.state()),
                "Run %s, %s: %d steps succeeded, %d failed. See the report of the run for the steps and their reasons."
                        .formatted(completed.runId(), what, completed.succeeded(), completed.failed()));
    }

    private static String sentence(String text) {
        String trimmed = text.strip();
        return trimmed.isEmpty() || trimmed.endsWith(".") ? trimmed : trimmed + ".";
    }

    private static Optional<Signal> fired(Rule rule, Event event, String subject, String title, String detail) {
        return Optional.of(signal(rule, Signal.Kind.FIRED, event, subject, title, detail));
    }

    private static Optional<Signal> cleared(Rule rule, Event event, String subject, String title, String detail) {
        return Optional.of(signal(rule, Signal.Kind.CLEARED, event, subject, title, detail));
    }

    private static Signal signal(
            Rule rule, Signal.Kind kind, Event event, String subject, String title, String detail) {
        return new Signal(
                rule.id(), event.tenant(), subject, kind, null, event.cause(), rule.severity(), title, detail);
    }
}
