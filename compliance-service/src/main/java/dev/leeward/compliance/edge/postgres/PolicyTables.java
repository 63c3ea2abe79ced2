package dev.leeward.compliance.edge.postgres;

import static dev.leeward.compliance.edge.postgres.Tables.cause;
import static dev.leeward.compliance.edge.postgres.Tables.eventId;
import static dev.leeward.compliance.edge.postgres.Tables.proof;
import static dev.leeward.compliance.edge.postgres.Tables.versioned;

import dev.leeward.compliance.event.PolicyFact.ApprovalGiven;
import dev.leeward.compliance.event.PolicyFact.ApprovalRequested;
import dev.leeward.compliance.event.PolicySetFact.PolicySetPublished;
import dev.leeward.compliance.event.PolicySetFact.SimulationCompleted;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.messaging.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;

/** Facts about policy sets, what they would have decided, and second persons. */
final class PolicyTables {
    private static final Table<Stated<? extends PolicySetPublished>> VERSION = versioned(cause(
                    Tables.<PolicySetPublished>of("policy_set_version")
                            .key("scope", "text", row -> row.fact().scope())
                            .key("version", "int", row -> row.fact().version())
                            .text("tenant", row -> row.event().tenant())
                            .column("previous_version", "int", row -> row.fact().previousVersion())
                            .column("rollback_of", "int", row -> row.fact().rollbackOf())
                            .text("digest", row -> row.fact().digest())
                            .text("note", row -> row.fact().note())
                            .text("drafted_by", row -> row.fact().draftedBy())
                            .column(
                                    "drafted_at",
                                    "timestamptz",
                                    row -> row.fact().draftedAt())
                            .text("approved_by", row -> row.fact().approvedBy())
                            .column(
                                    "approved_at",
                                    "timestamptz",
                                    row -> row.fact().approvedAt())
                            .text("published_by", row -> row.fact().publishedBy())
                            .text("key_id", row -> row.fact().keyId())
                            .column(
                                    "policies",
                                    "jsonb",
                                    row -> Json.write(row.fact().policies())),
                    row -> row.event().cause()))
            .newest();

    private static final Table<Stated<? extends SimulationCompleted>> SIMULATION = proof(
                    eventId(Tables.<SimulationCompleted>of("simulation")
                            .key("simulation_id", "text", row -> row.fact().simulationId())
                            .text("scope", row -> row.fact().scope())
                            .column("version", "int", row -> row.fact().version())
                            .text("tenant", row -> row.event().tenant())
                            .column("since", "timestamptz", row -> row.fact().since())
                            .text("requested_by", row -> row.fact().requestedBy())
                            .column(
                                    "requested_at",
                                    "timestamptz",
                                    row -> row.fact().requestedAt())
                            .column(
                                    "finished_at",
                                    "timestamptz",
                                    row -> row.event().occurredAt())
                            .text("failure", row -> row.fact().failure())
                            .column("total", "bigint", row -> row.fact().total())
                            .column("replayed", "bigint", row -> row.fact().replayed())
                            .column("changed", "bigint", row -> row.fact().changed())
                            .column(
                                    "counts",
                                    "jsonb",
                                    row -> Json.write(row.fact().counts()))
                            .column("counts_left_out", "int", row -> row.fact().countsLeftOut())
                            .column(
                                    "examples",
                                    "jsonb",
                                    row -> Json.write(row.fact().examples()))))
            .once();

    private static final Table<Stated<? extends ApprovalRequested>> REQUEST = eventId(Tables.<ApprovalRequested>of(
                            "approval_request")
                    .key("approval_id", "text", row -> row.fact().approvalId())
                    .text("decision_id", row -> row.fact().decisionId())
                    .text("tenant", row -> row.event().tenant())
                    .text("workload_id", row -> row.fact().workloadId())
                    .text("destination_host", row -> row.fact().destinationHost())
                    .text("requested_by", row -> row.fact().requestedBy())
                    .text("rule", row -> row.fact().rule())
                    .column("requested_at", "timestamptz", row -> row.event().occurredAt())
                    .column("expires_at", "timestamptz", row -> row.fact().expiresAt()))
            .once();
    private static final Table<Stated<? extends ApprovalGiven>> ANSWER = eventId(Tables.<ApprovalGiven>of(
                            "approval_answer")
                    .key("approval_id", "text", row -> row.fact().approvalId())
                    .column("granted", "boolean", row -> row.fact().granted())
                    .text("answered_by", row -> row.fact().approvedBy())
                    .column("answered_at", "timestamptz", row -> row.event().occurredAt())
                    .text("comment", row -> row.fact().comment()))
            .once();

    private PolicyTables() {}

    static void write(Connection connection, Batch batch) throws SQLException {
        VERSION.write(connection, batch.policySets.facts());
        SIMULATION.write(connection, batch.simulations.facts());
        REQUEST.write(connection, batch.approvalRequests.facts());
        ANSWER.write(connection, batch.approvalAnswers.facts());
    }
}
