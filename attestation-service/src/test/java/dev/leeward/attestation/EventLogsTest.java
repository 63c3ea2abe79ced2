package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.app.Expiry;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event log is kept once, for as long as there is evidence with it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EventLogsTest extends ApiTest {

    @Inject
    Sql sql;

    @Inject
    Expiry expiry;

    @Test
    void hosts_that_boot_the_same_share_one_log_which_stays_while_evidence_has_it() {
        Agent first = Agent.enrolled("host-114", "21.0");
        first.attest().statusCode(200);
        first.attest().statusCode(200);
        Agent.enrolled("host-115", "21.0").attest().statusCode(200);
        Agent.enrolled("host-116", "21.1").attest().statusCode(200);

        List<String> logs = logsOf("host-114", "host-115");
        assertThat(logs).hasSize(1);
        assertThat(logsOf("host-116")).hasSize(1).doesNotContainAnyElementsOf(logs);

        sql.update(
                "update event_log set seen_at = now() - interval '100 days' where digest = decode(?, 'hex')",
                logs.getFirst());
        sql.update(
                "insert into event_log values (decode('00', 'hex'), decode('00', 'hex'), now() - interval '100 days'),"
                        + " (decode('01', 'hex'), decode('00', 'hex'), now())");
        expiry.prune();

        assertThat(kept(logs.getFirst())).isTrue();
        assertThat(kept("00")).isFalse();
        assertThat(kept("01")).isTrue();

        first.attest().statusCode(200);
        assertThat(sql.list(
                        "select digest from event_log where digest = decode(?, 'hex') and seen_at > now() - interval"
                                + " '1 day'",
                        row -> true,
                        logs.getFirst()))
                .hasSize(1);
    }

    /** A writer that holds one log and wants the other is the half of a deadlock that the clean-up must not complete. */
    @Test
    @Timeout(20)
    void the_clean_up_waits_for_no_writer_and_no_writer_for_it() throws Exception {
        sql.update("insert into event_log select decode(log, 'hex'), decode('00', 'hex'), now() - interval '100 days'"
                + " from unnest(array['02', '03']) log");
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch pruned = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newSingleThreadExecutor()) {
            Future<?> writer =
                    writers.submit(() -> QuarkusTransaction.requiringNew().run(() -> {
                        come("03");
                        held.countDown();
                        awaitQuietly(pruned);
                        come("02");
                    }));
            held.await();

            expiry.prune();

            assertThat(kept("02")).isFalse();
            pruned.countDown();
            writer.get();
        }
        assertThat(kept("02")).isTrue();
        assertThat(kept("03")).isTrue();
    }

    private void come(String digest) {
        sql.update(
                "insert into event_log as known values (decode(?, 'hex'), decode('00', 'hex'), now())"
                        + " on conflict (digest) do update set seen_at = excluded.seen_at",
                digest);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean kept(String digest) {
        return sql.first("select digest from event_log where digest = decode(?, 'hex')", row -> true, digest)
                .isPresent();
    }

    private List<String> logsOf(String... hosts) {
        return sql.list(
                "select distinct encode(event_log_digest, 'hex') as digest from evidence where host = any (?)",
                row -> row.text("digest"),
                List.of(hosts));
    }
}
