package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.FactStore;
import dev.leeward.compliance.assessment.HostTrust;
import dev.leeward.compliance.event.Version;
import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.rule.MigrationWithoutDecision;
import dev.leeward.compliance.rule.Stay;
import dev.leeward.compliance.rule.Turn;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The facts in PostgreSQL. */
@ApplicationScoped
class PostgresFacts implements FactStore {
    private static final long VIEWS_LOCK = 0x6c65657761726410L;
    private static final long RULES_LOCK = 0x6c65657761726411L;

    /** Deleted, not truncated: readers go on seeing the old rows until the new ones are committed. */
    private static final List<String> FACTS = List.of(
            "host_inventory",
            "host_retirement",
            "host_discovery",
            "host_enrolment",
            "host_enrolment_withdrawal",
            "host_trust",
            "host_turn",
            "manifest_version",
            "manifest_retirement",
            "policy_set_version",
            "simulation",
            "approval_request",
            "approval_answer",
            "placement_history",
            "placement",
            "decision",
            "migration_block",
            "migration_approval",
            "decision_note",
            "migration_request",
            "migration_end",
            "migration_progress",
            "migration_decision",
            "migration_move",
            "migration_result",
            "plan_run",
            "plan_run_progress",
            "plan_run_result",
            "plan_run_step",
            "plan_run_note",
            "protection_group",
            "protection_group_rpo",
            "incident_signal",
            "incident_answer",
            "incident");

    private final Sql sql;

    PostgresFacts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void oneAtATime() {
        sql.run("select pg_advisory_xact_lock(?)", RULES_LOCK);
    }

    @Override
    public void exclusively() {
        sql.run("select pg_advisory_xact_lock(?)", VIEWS_LOCK);
    }

    @Override
    public void shared() {
        sql.run("select pg_advisory_xact_lock_shared(?)", VIEWS_LOCK);
    }

    @Override
    public void write(Batch batch) {
        sql.on(connection -> {
            HostTables.write(connection, batch);
            ReferenceTables.write(connection, batch);
            PolicyTables.write(connection, batch);
            WorkTables.write(connection, batch);
            RunTables.write(connection, batch);
            return true;
        });
    }

    @Override
    public Map<String, Known> trust(Collection<String> hostIds) {
        Map<String, Known> known = new HashMap<>();
        sql.each(
                "select * from host_trust where host_id = any (?)",
                row -> known.put(
                        row.text("host_id"),
                        new Known(
                                hostTrust(row),
                                new Version(row.number("epoch"), row.number("sequence"), row.text("event_id")))),
                hostIds);
        return known;
    }

    static HostTrust hostTrust(Row row) {
        return new HostTrust(
                part(row, "platform"),
                part(row, "vmm"),
                partOrNone(row, "host_unique"),
                partOrNone(row, "asset_tag"),
                part(row, "configuration"),
                TrustStatus.valueOf(row.text("overall")),
                row.text("reason"),
                row.instantOrNull("attested_until"));
    }

    private static @Nullable PartTrust partOrNone(Row row, String part) {
        return row.textOrNull(part + "_status") == null ? null : part(row, part);
    }

    private static PartTrust part(Row row, String part) {
        Long version = row.numberOrNull(part + "_manifest_version");
        return new PartTrust(
                TrustStatus.valueOf(row.text(part + "_status")),
                row.text(part + "_reason"),
                row.textOrNull(part + "_manifest"),
                version == null ? null : version.intValue());
    }

    @Override
    public List<String> everUsed(Collection<String> hostIds) {
        return hostIds.isEmpty() ? List.of() : sql.list("""
                        select host_id from unnest(?::text[]) as host (host_id)
                         where exists (select 1 from placement_history p where p.host_id = host.host_id)
                        """, row -> row.text("host_id"), hostIds);
    }

    @Override
    public boolean runsSensitiveWorkloads(String hostId) {
        return sql.first(
                        "select exists (select 1 from placement where host_id = ? and sensitive) as found",
                        row -> row.flag("found"),
                        hostId)
                .orElse(false);
    }

    @Override
    public Map<String, List<Turn>> turns(Collection<String> hostIds) {
        if (hostIds.isEmpty()) {
            return Map.of();
        }
        return grouped(
                sql.list(
                        """
                        select * from host_turn where host_id = any (?) order by host_id, epoch, sequence, event_id
                        """,
                        row -> new Turn(
                                row.text("host_id"),
                                row.text("host_name"),
                                TrustStatus.valueOf(row.text("overall")),
                                row.text("reason"),
                                cause(row)),
                        hostIds),
                Turn::hostId);
    }

    @Override
    public Map<String, List<Stay.Placement>> placements(Collection<String> onHosts, Collection<String> workloadIds) {
        return grouped(
                sql.list(
                        """
                        select * from placement_history
                         where workload_id in (select workload_id from placement_history where host_id = any (?)
                                               union select unnest(?::text[]))
                         order by workload_id, placement_epoch, event_id
                        """,
                        row -> new Stay.Placement(
                                row.text("workload_id"),
                                row.text("workload_name"),
                                row.textOrNull("tenant"),
                                row.flag("sensitive"),
                                row.textOrNull("host_id"),
                                row.textOrNull("migration_id"),
                                cause(row)),
                        onHosts,
                        workloadIds),
                Stay.Placement::workloadId);
    }

    @Override
    public Map<String, List<MigrationWithoutDecision.Move>> undecidedMoves(Collection<String> migrationIds) {
        return grouped(
                sql.list(
                        """
                        select * from migration_move m
                         where migration_id = any (?)
                           and not exists (select 1 from migration_decision d where d.migration_id = m.migration_id)
                         order by migration_id, event_id
                        """,
                        row -> new MigrationWithoutDecision.Move(
                                row.text("migration_id"),
                                row.text("workload_id"),
                                row.textOrNull("tenant"),
                                cause(row)),
                        migrationIds),
                MigrationWithoutDecision.Move::migrationId);
    }

    @Override
    public Subjects subjects() {
        return new Subjects(
                sql.list("select distinct host_id from host_turn order by 1", row -> row.text("host_id")),
                sql.list("select workload_id from placement order by 1", row -> row.text("workload_id")),
                sql.list(
                        "select distinct migration_id from migration_move order by 1",
                        row -> row.text("migration_id")));
    }

    @Override
    public void clear() {
        FACTS.forEach(table -> sql.update("delete from " + table));
    }

    /** The event that a row rests on. */
    static Cause cause(Row row) {
        return new Cause(
                row.instant("occurred_at"),
                row.text("event_id"),
                row.text("actor"),
                row.text("correlation_id"),
                proof(row));
    }

    static Provenance proof(Row row) {
        return new Provenance(row.text("topic"), row.integer("partition"), row.number("record_offset"));
    }

    private static <T> Map<String, List<T>> grouped(List<T> rows, Function<T, String> key) {
        Map<String, List<T>> groups = new LinkedHashMap<>();
        rows.forEach(row ->
                groups.computeIfAbsent(key.apply(row), _ -> new ArrayList<>()).add(row));
        return groups;
    }
}
