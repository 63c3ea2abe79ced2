package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewDigests;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Digests over the rows that readers see, as PostgreSQL writes them. */
@ApplicationScoped
class PostgresDigests implements ViewDigests {
    private static final int FETCH = 1_000;

    private final Sql sql;

    PostgresDigests(Sql sql) {
        this.sql = sql;
    }

    @Override
    @Transactional
    public List<ViewDigest> digests() {
        sql.run("set transaction isolation level repeatable read read only");
        sql.run("set local timezone = 'UTC'");
        List<ViewDigest> digests = new ArrayList<>();
        for (View view : View.values()) {
            digests.add(digest(view));
        }
        return digests;
    }

    private ViewDigest digest(View view) {
        MessageDigest sha256 = sha256();
        long[] rows = {0};
        for (String query : queries(view)) {
            sql.stream("select to_jsonb(v)::text as line from (" + query + ") v", FETCH, row -> {
                sha256.update(row.text("line").getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) '\n');
                rows[0]++;
            });
        }
        return new ViewDigest(view, rows[0], HexFormat.of().formatHex(sha256.digest()));
    }

    /** The rows of a view, each query in the order of its keys. Collation "C" is the same on every server. */
    private static List<String> queries(View view) {
        return switch (view) {
            case HOST_INTEGRITY -> List.of("select * from host_view order by host_id collate \"C\"");
            case ENROLMENTS -> List.of("select * from enrolment_view order by host_id collate \"C\"");
            case REFERENCE_MANIFESTS ->
                List.of("select * from manifest_view order by manifest_id collate \"C\", version");
            case POLICY_SETS ->
                List.of(
                        "select * from policy_set_view order by scope collate \"C\", version",
                        "select * from simulation order by simulation_id collate \"C\"");
            case RATING ->
                List.of(
                        "select * from host_turn order by host_id collate \"C\", epoch, sequence, event_id",
                        "select * from host_discovery order by host_id collate \"C\", epoch, sequence, event_id",
                        "select * from host_retirement order by host_id collate \"C\"");
            case DECISIONS ->
                List.of(
                        "select * from decision_view order by decision_id collate \"C\"",
                        "select * from decision_note order by event_id",
                        "select * from approval_view order by approval_id collate \"C\"");
            case MIGRATIONS -> List.of("select * from migration_list order by migration_id collate \"C\"");
            case PLAN_RUNS ->
                List.of(
                        "select * from plan_run_view order by run_id collate \"C\"",
                        "select * from plan_run_step order by run_id collate \"C\", step_id collate \"C\"",
                        "select * from plan_run_note order by event_id");
            case PROTECTION_GROUPS -> List.of("select * from protection_group_view order by group_id collate \"C\"");
            case PLACEMENTS ->
                List.of(
                        "select * from placement order by workload_id collate \"C\"",
                        "select * from placement_history order by workload_id collate \"C\", placement_epoch, event_id");
            case INCIDENTS ->
                List.of(
                        "select * from incident order by incident_id collate \"C\"",
                        "select * from incident_signal order by incident_id collate \"C\", occurred_at, event_id, kind",
                        "select * from incident_answer order by event_id");
            case EVENTS -> List.of("select * from log_head order by topic collate \"C\", partition");
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
