package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.app.Notes;
import dev.leeward.messaging.app.Remark;
import dev.leeward.messaging.app.TrustEvents;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class OutboxTest {
    @Inject
    Notes notes;

    @Inject
    Outbox outbox;

    @Inject
    AgroalDataSource dataSource;

    private final EventCodec codec = new EventCodec();

    @Test
    void aCommittedEventComesToItsTopicUnderItsKey() {
        TrustChanged said = notes.write("west-10", "hello");

        try (KafkaProbe probe = KafkaProbe.connect()) {
            TrustChanged heard =
                    probe.awaitEvent(TrustChanged.class, e -> e.getHostId().equals("west-10"));
            assertThat(heard).isEqualTo(said);
            assertThat(probe.awaitRecord(Topic.HOST_TRUST, r -> "west-10".equals(r.key())))
                    .isNotNull();
        }
        await().untilAsserted(() -> assertThat(rows("west-10")).isZero());
    }

    /** Else its locks, and the dead rows of everybody, would stay until somebody ends it. */
    @Test
    void aProcessThatHangsWithinATransactionLosesItAfterAMinute() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("show idle_in_transaction_session_timeout")) {
            assertThat(found.next()).isTrue();
            assertThat(found.getString(1)).isEqualTo("1min");
        }
    }

    @Test
    void whatIsRolledBackWasNeverSaid() {
        assertThatThrownBy(() -> notes.writeAndFail("west-11", "hello")).hasMessageContaining("after the event");

        assertThat(notes.count("west-11")).isZero();
        notes.write("west-12", "the next one");
        await().untilAsserted(() -> assertThat(heard("west-12")).hasSize(1));
        assertThat(heard("west-11")).isEmpty();
    }

    @Test
    void theEventIsWrittenAfterTheStateThatHibernateHolds() {
        QuarkusTransaction.requiringNew().run(() -> {
            outbox.publish(TestEvents.trusted("remark-1"));
            Remark remark = new Remark();
            remark.id = "remark-1";
            remark.text = "flushed by the commit";
            remark.persist();
        });

        await().untilAsserted(() -> assertThat(heard("remark-1")).hasSize(1));
    }

    @Test
    void whatCannotBeWrittenRollsTheStateBackToo() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    outbox.publish(TestEvents.trusted("remark-missing"));
                    Remark remark = new Remark();
                    remark.id = "another remark";
                    remark.persist();
                }))
                .hasStackTraceContaining("came before its state");

        assertThat(QuarkusTransaction.requiringNew().call(() -> Remark.count("id", "another remark")))
                .isZero();
    }

    @Test
    void anEventOutsideOfATransactionIsRefused() {
        assertThatThrownBy(() -> outbox.publish(TestEvents.trusted("west-12")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("active transaction")
                .hasMessageContaining("leeward.host.trust.v1");
    }

    @Test
    void anEventThatIsTooLargeIsRefusedWhenItIsSaid() {
        TrustChanged large =
                TrustEvents.of(TestEvents.trusted("west-13").getEnvelope(), "west-13", "x".repeat(1_100_000));

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> outbox.publish(large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TrustChanged")
                .hasMessageContaining("1000000");
    }

    @Test
    void aRawRecordThatIsTooLargeIsRefusedWhenItIsSaid() {
        byte[] large = new byte[1_048_588];

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew()
                        .run(() -> outbox.publishRaw("leeward.siem.ocsf.v1", "k", large, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leeward.siem.ocsf.v1");
    }

    @Test
    void aRawRecordKeepsItsHeaders() {
        byte[] json = "{\"hello\":1}".getBytes(StandardCharsets.UTF_8);

        QuarkusTransaction.requiringNew()
                .run(() -> outbox.publishRaw("leeward.siem.ocsf.v1", "k-1", json, Map.of("ce_id", "7")));

        try (KafkaProbe probe = KafkaProbe.connect()) {
            var heard = probe.awaitRecord(Topic.SIEM_OCSF, r -> "k-1".equals(r.key()));
            assertThat(heard.value()).isEqualTo(json);
            assertThat(heard.headers().lastHeader("ce_id").value()).isEqualTo("7".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void eventsOfOneKeyKeepTheOrderOfTheirTransactionsUnderConcurrency() throws Exception {
        int writers = 8;
        int each = 50;
        QuarkusTransaction.requiringNew().run(() -> notes.write("west-14", "1"));
        try (var pool = Executors.newFixedThreadPool(writers)) {
            var all = IntStream.range(0, writers)
                    .mapToObj(writer -> pool.submit(
                            () -> IntStream.range(0, each).forEach(_ -> notes.append("west-14", "writer " + writer))))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sequences("west-14")).hasSize(writers * each + 1));
        assertThat(sequences("west-14"))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, writers * each + 1).boxed().toList());
    }

    private List<Long> sequences(String host) {
        return heard(host).stream()
                .map(event -> event.getEnvelope().getSequence())
                .toList();
    }

    private List<TrustChanged> heard(String host) {
        try (KafkaProbe probe = KafkaProbe.connect()) {
            return probe.records(Topic.HOST_TRUST).stream()
                    .filter(record -> host.equals(record.key()))
                    .map(record -> (TrustChanged) codec.decode(record.value()))
                    .toList();
        }
    }

    private int rows(String key) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                var found = select.executeQuery("select count(*) from outbox where key = '" + key + "'::bytea")) {
            found.next();
            return found.getInt(1);
        }
    }
}
