package dev.leeward.compliance.edge.postgres;

import static dev.leeward.compliance.edge.postgres.Tables.cause;
import static dev.leeward.compliance.edge.postgres.Tables.eventId;
import static dev.leeward.compliance.edge.postgres.Tables.proof;
import static dev.leeward.compliance.edge.postgres.Tables.versioned;

import dev.leeward.compliance.event.MigrationFact.Asked;
import dev.leeward.compliance.event.MigrationFact.DestinationAttestationDemanded;
import dev.leeward.compliance.event.MigrationFact.Ended;
import dev.leeward.compliance.event.MigrationFact.Lifecycle;
import dev.leeward.compliance.event.MigrationFact.MigrationCancelled;
import dev.leeward.compliance.event.MigrationFact.MigrationFailed;
import dev.leeward.compliance.event.MigrationFact.MigrationIndeterminate;
import dev.leeward.compliance.event.MigrationFact.MigrationQueued;
import dev.leeward.compliance.event.MigrationFact.MigrationRequested;
import dev.leeward.compliance.event.MigrationFact.MigrationRolledBack;
import dev.leeward.compliance.event.MigrationFact.MigrationStarted;
import dev.leeward.compliance.event.MigrationFact.MigrationSucceeded;
import dev.leeward.compliance.event.MigrationFact.MigrationSwitchedOver;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicyFact.ApprovalGiven;
import dev.leeward.compliance.event.PolicyFact.ApprovalRequested;
import dev.leeward.compliance.event.PolicyFact.BreakGlassClosed;
import dev.leeward.compliance.event.PolicyFact.BreakGlassUsed;
import dev.leeward.compliance.event.PolicyFact.DecisionMade;
import dev.leeward.compliance.event.PolicyFact.MigrationApproved;
import dev.leeward.compliance.event.PolicyFact.MigrationBlocked;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.messaging.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Facts about decisions and migrations. */
final class WorkTables {
    private static final Table<Stated<? extends DecisionMade>> DECISION = proof(eventId(Tables.<DecisionMade>of(
                            "decision")
                    .key("decision_id", "text", row -> row.fact().decisionId())
                    .column("decided_at", "timestamptz", row -> row.event().occurredAt())
                    .text("tenant", row -> row.event().tenant())
                    .text("effect", row -> row.fact().effect())
                    .text("action", row -> row.fact().action())
                    .text("workload_id", row -> row.fact().workloadId())
                    .text("source_host", row -> row.fact().sourceHost())
                    .text("destination_host", row -> row.fact().destinationHost())
                    .text("principal", row -> row.fact().principal().id())
                    .column("determining", "jsonb", row -> Json.write(row.fact().determining()))
                    .column(
                            "monitor_hits",
                            "jsonb",
                            row -> Json.write(row.fact().monitorHits()))
                    .column("trust", "jsonb", row -> Json.write(row.fact().trust()))
                    .text("enforcement_point", row -> row.fact().enforcementPoint())
                    .text("policy_set_digest", row -> row.fact().policySetDigest())
                    .column("policy_sets", "jsonb", row -> Json.write(row.fact().policySets()))
                    .column("obligations", "jsonb", row -> Json.write(row.fact().obligations()))
                    .text("correlation_id", row -> row.event().correlationId())))
            .once();
    private static final Table<Stated<? extends MigrationBlocked>> BLOCK = eventId(Tables.<MigrationBlocked>of(
                            "migration_block")
                    .key("decision_id", "text", row -> row.fact().decisionId())
                    .text("migration_id", row -> row.fact().migrationId())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt())
                    .text("workload_name", row -> row.fact().workloadName())
                    .text("rule", row -> row.fact().rule())
                    .column("rule_version", "int", row -> row.fact().ruleVersion())
                    .text("effect", row -> row.fact().effect())
                    .text("reason", row -> row.fact().reason()))
            .once();
    private static final Table<Stated<? extends MigrationApproved>> APPROVAL = eventId(Tables.<MigrationApproved>of(
                            "migration_approval")
                    .key("decision_id", "text", row -> row.fact().decisionId())
                    .text("migration_id", row -> row.fact().migrationId())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .once();
    private static final Table<Stated<? extends PolicyFact>> NOTE = eventId(Tables.<PolicyFact>of("decision_note")
                    .text("decision_id", row -> row.fact().decisionId())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt())
                    .text("kind", row -> row.event().type())
                    .text("who", row -> who(row.fact()))
                    .text("detail", row -> detail(row.fact())))
            .once();
    private static final Table<Stated<? extends MigrationRequested>> REQUEST = versioned(Tables.<MigrationRequested>of(
                            "migration_request")
                    .key("migration_id", "text", row -> row.fact().migrationId())
                    .column("requested_at", "timestamptz", row -> row.event().occurredAt())
                    .text("tenant", row -> row.event().tenant())
                    .text("workload_id", row -> row.fact().workloadId())
                    .text("workload_name", row -> row.fact().workloadName())
                    .text("kind", row -> row.fact().kind())
                    .column("test", "boolean", row -> row.fact().test())
                    .text("source_site", row -> row.fact().sourceSite())
                    .text("source_host", row -> row.fact().sourceHost())
                    .text("destination_site", row -> row.fact().destinationSite())
                    .text("destination_host", row -> row.fact().destinationHost())
                    .text("requested_by", row -> row.fact().principal().id())
                    .text("origin", row -> row.fact().origin())
                    .text("order_id", row -> row.fact().orderId())
                    .text("evacuation_id", row -> row.fact().evacuationId()))
            .once();
    private static final Table<Stated<? extends Ended>> END = eventId(Tables.<Ended>of("migration_end")
                    .key("migration_id", "text", row -> row.fact().migrationId())
                    .column("requested_at", "timestamptz", row -> asked(row).requestedAt())
                    .text("tenant", row -> row.event().tenant())
                    .text("workload_id", row -> row.fact().workloadId())
                    .text("workload_name", row -> asked(row).workloadName())
                    .text("kind", row -> asked(row).kind())
                    .column("test", "boolean", row -> asked(row).test())
                    .text("source_site", row -> asked(row).sourceSite())
                    .text("source_host", row -> asked(row).sourceHost())
                    .text("destination_site", row -> asked(row).destinationSite())
                    .text("destination_host", row -> asked(row).destinationHost())
                    .text("requested_by", row -> asked(row).requestedBy())
                    .text("origin", row -> asked(row).origin())
                    .text("order_id", row -> asked(row).orderId())
                    .text("evacuation_id", row -> asked(row).evacuationId()))
            .once();
    private static final Table<Stated<? extends Lifecycle>> PROGRESS = versioned(Tables.<Lifecycle>of(
                            "migration_progress")
                    .key("migration_id", "text", row -> row.fact().migrationId())
                    .text("state", row -> progress(row.fact()).state())
                    .text("destination_host", row -> progress(row.fact()).destination())
                    .text("code", row -> progress(row.fact()).code())
                    .text("reason", row -> progress(row.fact()).reason())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends MigrationQueued>> DECIDED = eventId(
                    Tables.<MigrationQueued>of("migration_decision")
                            .key("migration_id", "text", row -> row.fact().migrationId())
                            .text("decision_id", row -> row.fact().decisionId()))
            .once();
    private static final Table<Stated<? extends Lifecycle>> MOVE = eventId(cause(
                    Tables.<Lifecycle>of("migration_move")
                            .key("migration_id", "text", row -> row.fact().migrationId())
                            .text("workload_id", row -> row.fact().workloadId())
                            .text("tenant", row -> row.event().tenant()),
                    row -> row.event().cause()))
            .once();
    private static final Table<Stated<? extends MigrationSucceeded>> RESULT = eventId(Tables.<MigrationSucceeded>of(
                            "migration_result")
                    .key("migration_id", "text", row -> row.fact().migrationId())
                    .text("destination_site", row -> row.fact().destinationSite())
                    .text("destination_host", row -> row.fact().destinationHost())
                    .column("downtime_millis", "bigint", row -> row.fact().downtimeMillis())
                    .column("duration_millis", "bigint", row -> row.fact().durationMillis())
                    .column("bytes_copied", "bigint", row -> row.fact().bytesCopied()))
            .once();

    private WorkTables() {}

    static void write(Connection connection, Batch batch) throws SQLException {
        DECISION.write(connection, batch.decisions.facts());
        BLOCK.write(connection, batch.blocks.facts());
        APPROVAL.write(connection, batch.approvals.facts());
        NOTE.write(connection, batch.decisionNotes.facts());
        REQUEST.write(connection, batch.migrations.facts());
        END.write(connection, batch.migrationEnds.facts());
        PROGRESS.write(connection, batch.migrationProgress.facts());
        DECIDED.write(connection, batch.migrationDecisions.facts());
        MOVE.write(connection, batch.migrationMoves.facts());
        RESULT.write(connection, batch.migrationResults.facts());
    }

    private static Asked asked(Stated<? extends Ended> row) {
        return Objects.requireNonNull(row.fact().asked());
    }

    private static String who(PolicyFact fact) {
        return switch (fact) {
            case ApprovalRequested requested -> requested.requestedBy();
            case ApprovalGiven given -> given.approvedBy();
            case BreakGlassUsed used -> used.principal().id();
            case BreakGlassClosed closed -> closed.closedBy();
            case DecisionMade decision -> decision.principal().id();
            case MigrationBlocked blocked -> blocked.principal().id();
            case MigrationApproved _ -> "";
        };
    }

    private static String detail(PolicyFact fact) {
        return switch (fact) {
            case ApprovalRequested requested ->
                "required by %s, until %s".formatted(requested.rule(), requested.expiresAt());
            case ApprovalGiven given ->
                (given.granted() ? "granted" : "refused") + (given.comment().isBlank() ? "" : ": " + given.comment());
            case BreakGlassUsed used ->
                "%s (ticket %s%s)"
                        .formatted(
                                used.reason(),
                                used.ticket(),
                                used.validUntil() == null
                                        ? ""
                                        : ", use %d, until %s".formatted(used.uses(), used.validUntil()));
            case BreakGlassClosed closed ->
                "ended the emergency of %s under ticket %s after %d uses"
                        .formatted(closed.principalId(), closed.ticket(), closed.uses());
            case DecisionMade _, MigrationBlocked _, MigrationApproved _ -> "";
        };
    }

    /** What a migration's last event makes of it, in the glossary's words. */
    private record Progress(
            String state,
            @Nullable String destination,
            @Nullable String code,
            @Nullable String reason) {}

    private static Progress progress(Lifecycle fact) {
        return switch (fact) {
            case MigrationRequested requested -> new Progress("Requested", requested.destinationHost(), null, null);
            case MigrationQueued queued -> new Progress("Queued", queued.destinationHost(), null, null);
            case DestinationAttestationDemanded demanded ->
                new Progress("Reserving", demanded.destinationHost(), null, null);
            case MigrationStarted started -> new Progress("Transferring", started.destinationHost(), null, null);
            case MigrationSwitchedOver moved -> new Progress("Verifying", moved.destinationHost(), null, null);
            case MigrationSucceeded succeeded -> new Progress("Succeeded", succeeded.destinationHost(), null, null);
            case MigrationRolledBack back -> new Progress("RolledBack", null, back.code(), back.reason());
            case MigrationCancelled cancelled ->
                new Progress("Cancelled", null, "cancelled", "cancelled by " + cancelled.cancelledBy());
            case MigrationFailed failed -> new Progress("Failed", null, failed.code(), failed.reason());
            case MigrationIndeterminate open -> new Progress("Indeterminate", null, open.code(), open.reason());
        };
    }
}
