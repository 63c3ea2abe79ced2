package dev.leeward.compliance.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewDigests;
import dev.leeward.compliance.app.query.ViewDigests.ViewDigest;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Seed;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The views are a function of the log: of what is in it, not of how and when it was read. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(FoldDeterminismTest.NothingElseFolds.class)
class FoldDeterminismTest {
    private static final int ROUNDS = 8;

    @Inject
    Folding folding;

    @Inject
    Rebuild rebuild;

    @Inject
    ViewDigests digests;

    @Inject
    EventReader reader;

    @Inject
    AgroalDataSource dataSource;

    /** The test folds by hand: no consumer, no relay, no feed. */
    public static final class NothingElseFolds implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.incoming.log.enabled", "false",
                    "leeward.outbox.relay", "false",
                    "leeward.siem.enabled", "false");
        }
    }

    @Test
    void anyInterleavingOfPartitionsCutIntoAnyBatchesGivesTheSameViews() throws SQLException {
        long seed = Seed.choose();
        List<List<Recorded>> log = new RandomLog(seed).partitions(reader);
        List<ViewDigest> expected = fold(oneAfterTheOther(log), 50);
        assertThat(expected.stream().filter(digest -> digest.rows() == 0)).isEmpty();

        for (int round = 1; round <= ROUNDS; round++) {
            Random random = new Random(seed + round);
            assertThat(fold(interleaved(log, random), 1 + random.nextInt(40)))
                    .as(Seed.replay(seed))
                    .isEqualTo(expected);
        }
    }

    @Test
    void reorderingEvenWithinAPartitionGivesTheSameFacts() throws SQLException {
        long seed = Seed.choose();
        List<Recorded> log = new ArrayList<>(oneAfterTheOther(new RandomLog(seed).partitions(reader)));
        List<ViewDigest> expected = withoutTheLog(fold(log, 50));

        for (int round = 1; round <= ROUNDS; round++) {
            Random random = new Random(seed + round);
            Collections.shuffle(log, random);
            assertThat(withoutTheLog(fold(log, 1 + random.nextInt(40))))
                    .as(Seed.replay(seed))
                    .isEqualTo(expected);
        }
    }

    @Test
    void everyMigrationIsListedOnceWhicheverOfItsEventsComesFirst() throws SQLException {
        long seed = Seed.choose();
        List<Recorded> log = new ArrayList<>(oneAfterTheOther(new RandomLog(seed).partitions(reader)));
        Collections.shuffle(log, new Random(seed));

        fold(log, 10);

        long migrations = count("migration_progress");
        assertThat(count("(select distinct migration_id from migration_list) as listed"))
                .as(Seed.replay(seed))
                .isEqualTo(migrations);
        assertThat(count("migration_list")).isEqualTo(migrations);
        assertThat(count("migration_list where destination_host is null")).isEqualTo(RandomLog.NOWHERE_TO_GO);
    }

    @Test
    void aRebuildGivesTheSameViewsAndSaysNothing() throws SQLException {
        long seed = Seed.choose();
        List<List<Recorded>> log = new RandomLog(seed).partitions(reader);
        List<ViewDigest> before = fold(interleaved(log, new Random(seed)), 20);
        long said = count("outbox");

        Rebuild.Report report = QuarkusTransaction.requiringNew().call(rebuild::run);

        assertThat(digests.digests()).as(Seed.replay(seed)).isEqualTo(before);
        assertThat(count("outbox")).isEqualTo(said);
        assertThat(report.events()).isEqualTo(log.stream().mapToLong(List::size).sum());
    }

    @Test
    void aRebuildRefusesALogThatWasTamperedWith() throws SQLException {
        List<ViewDigest> before = fold(oneAfterTheOther(new RandomLog(1).partitions(reader)), 50);
        execute(
                "update event_log set raw = raw || '\\x00' where record_offset = 1 and topic = 'leeward.host.trust.v1'");

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> QuarkusTransaction.requiringNew().call(rebuild::run))
                .hasMessageContaining("leeward.host.trust.v1")
                .hasMessageContaining("/1");

        assertThat(digests.digests()).isEqualTo(before);
    }

    private static List<ViewDigest> withoutTheLog(List<ViewDigest> all) {
        return all.stream().filter(digest -> digest.view() != View.EVENTS).toList();
    }

    private static List<Recorded> oneAfterTheOther(List<List<Recorded>> partitions) {
        return partitions.stream().flatMap(List::stream).toList();
    }

    private static List<Recorded> interleaved(List<List<Recorded>> partitions, Random random) {
        int[] next = new int[partitions.size()];
        int total = partitions.stream().mapToInt(List::size).sum();
        List<Recorded> all = new ArrayList<>(total);
        while (all.size() < total) {
            int partition = random.nextInt(next.length);
            int run = 1 + random.nextInt(5);
            while (run-- > 0 && next[partition] < partitions.get(partition).size()) {
                all.add(partitions.get(partition).get(next[partition]++));
            }
        }
        return all;
    }

    private List<ViewDigest> fold(List<Recorded> events, int size) throws SQLException {
        execute("truncate event_log, log_head, publication, outbox");
        for (String facts : Arrays.asList(
                "host_inventory, host_retirement, host_discovery, host_trust, host_turn, placement_history, placement",
                "host_enrolment, host_enrolment_withdrawal, manifest_version, manifest_retirement",
                "policy_set_version, simulation, approval_request, approval_answer",
                "decision, migration_block, migration_approval, decision_note, migration_request, migration_progress",
                "migration_end, migration_decision, migration_move, migration_result, plan_run, plan_run_progress, plan_run_result",
                "plan_run_step, plan_run_note, protection_group, protection_group_rpo",
                "incident_signal, incident_answer, incident")) {
            execute("truncate " + facts);
        }
        for (int from = 0; from < events.size(); from += size) {
            List<Recorded> batch = List.copyOf(events.subList(from, Math.min(events.size(), from + size)));
            QuarkusTransaction.requiringNew().run(() -> folding.fold(batch));
        }
        return digests.digests();
    }

    private long count(String table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
