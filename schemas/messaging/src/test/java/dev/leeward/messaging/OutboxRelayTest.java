package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.Topic;
import dev.leeward.testkit.EmbeddedKafka;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.SharedStack;
import dev.leeward.testkit.TcpProxy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The relay against broker and database that go away: it has no application around it here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxRelayTest {
    private static final String TOPIC = Topic.SIEM_OCSF.topicName();

    @TempDir
    static Path directory;

    private final SharedStack stack = LeewardStack.shared();
    private final URI postgres = URI.create(stack.jdbcUrl().substring("jdbc:".length()));
    private final List<AutoCloseable> open = new ArrayList<>();
    private EmbeddedKafka kafka;
    private TcpProxy toKafka;
    private KafkaProbe probe;
    private String database = "";

    @BeforeAll
    void startBroker() {
        int port = Ports.free();
        toKafka = TcpProxy.to(port);
        kafka = EmbeddedKafka.startBehind(toKafka, directory, port);
        kafka.createTopics();
        probe = KafkaProbe.connect(kafka.bootstrapServers());
    }

    @AfterAll
    void stopBroker() {
        probe.close();
        kafka.close();
        toKafka.close();
    }

    @BeforeEach
    void createTables() throws Exception {
        String url = stack.freshDatabase();
        database = url.substring(url.lastIndexOf('/') + 1);
        try (Connection connection = dataSource(postgres.getPort()).getConnection();
                Statement statement = connection.createStatement();
                var script = OutboxRelay.class.getResourceAsStream("/db/messaging/V0_1__messaging.sql")) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void stopRelays() throws Exception {
        toKafka.heal();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        open.clear();
    }

    @Test
    void nothingIsLostOrReorderedWhileTheBrokerIsAway() throws SQLException {
        OutboxSignal signal = new OutboxSignal();
        OutboxRelay relay = relay(postgres.getPort(), signal, Duration.ofSeconds(60));
        say("broker", 0, 50);
        signal.committed();
        await().until(() -> heard("broker").size() == 50);

        toKafka.cut();
        say("broker", 50, 300);
        signal.committed();
        await().until(() -> relay.state() == RelayState.BROKER_UNREACHABLE);
        say("broker", 300, 400);
        signal.committed();
        assertThat(waiting()).isGreaterThanOrEqualTo(350);
        toKafka.heal();

        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
        assertThat(firstTimes("broker")).containsExactlyElementsOf(numbers(0, 400));
        await().until(() -> relay.state() == RelayState.ACTIVE);
    }

    @Test
    void theRelayComesBackWhenTheDatabaseDoes() throws SQLException {
        TcpProxy toPostgres = proxyToPostgres();
        OutboxSignal signal = new OutboxSignal();
        OutboxRelay relay = relay(toPostgres.port(), signal, Duration.ofMillis(500));
        await().until(() -> relay.state() == RelayState.ACTIVE);

        toPostgres.cut();
        await().until(() -> relay.state() == RelayState.DATABASE_UNREACHABLE);
        say("database", 0, 100);
        toPostgres.heal();

        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
        assertThat(firstTimes("database")).containsExactlyElementsOf(numbers(0, 100));
        assertThat(relay.state()).isEqualTo(RelayState.ACTIVE);
    }

    @Test
    void theStandbyTakesOverInOrderWhenTheActiveRelayIsCutOff() throws SQLException {
        TcpProxy toPostgres = proxyToPostgres();
        OutboxSignal firstSignal = new OutboxSignal();
        OutboxSignal secondSignal = new OutboxSignal();
        OutboxRelay first = relay(toPostgres.port(), firstSignal, Duration.ofMillis(500));
        await().until(() -> first.state() == RelayState.ACTIVE);
        OutboxRelay second = relay(postgres.getPort(), secondSignal, Duration.ofMillis(500));
        say("failover", 0, 500);
        firstSignal.committed();
        await().until(() -> !heard("failover").isEmpty());
        assertThat(second.state()).isEqualTo(RelayState.STANDBY);

        toPostgres.cut();
        say("failover", 500, 1000);
        secondSignal.committed();

        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
        assertThat(second.state()).isEqualTo(RelayState.ACTIVE);
        assertThat(firstTimes("failover")).containsExactlyElementsOf(numbers(0, 1000));
        assertThat(first.state()).isNotEqualTo(RelayState.ACTIVE);
    }

    @Test
    void aCommitInTheProcessOfTheStandbyWakesTheActiveRelay() throws SQLException {
        OutboxSignal activeSignal = new OutboxSignal();
        OutboxSignal standbySignal = new OutboxSignal();
        OutboxRelay active = relay(postgres.getPort(), activeSignal, Duration.ofMinutes(10));
        await().until(() -> active.state() == RelayState.ACTIVE);
        OutboxRelay standby = relay(postgres.getPort(), standbySignal, Duration.ofMinutes(10));
        await().until(() -> standby.state() == RelayState.STANDBY);

        say("notify", 0, 10);
        standbySignal.committed();

        await().atMost(Duration.ofSeconds(5)).until(() -> heard("notify").size() == 10);
    }

    @Test
    void aRowWhoseSignalWasLostIsSentByTheSafetyPoll() throws SQLException {
        OutboxRelay relay = relay(postgres.getPort(), new OutboxSignal(), Duration.ofMillis(500));
        await().until(() -> relay.state() == RelayState.ACTIVE);

        say("lost", 0, 3);

        await().atMost(Duration.ofSeconds(5)).until(() -> heard("lost").size() == 3);
    }

    @Test
    void aRecordThatTheBrokerRefusesBecomesADeadLetterAndItsNeighboursGoOn() throws SQLException {
        OutboxSignal signal = new OutboxSignal();
        relay(postgres.getPort(), signal, Duration.ofSeconds(60));
        byte[] large = new byte[1_500_000];

        say("refused", 0, 5);
        insert(new OutboxRecord(TOPIC, "too-large", null, large, Map.of("ce_id", "1")));
        say("refused", 5, 10);
        signal.committed();

        await().until(() -> waiting() == 0);
        assertThat(heard("refused")).containsExactlyElementsOf(numbers(0, 10));
        var letter = probe.awaitRecord(Topic.POLICY_DEAD_LETTER, record -> "too-large".equals(record.key()));
        assertThat(letter.value()).isEqualTo(large);
        assertThat(new String(letter.headers().lastHeader("leeward-reason").value(), StandardCharsets.UTF_8))
                .isEqualTo("refused-by-broker");
        assertThat(new String(letter.headers().lastHeader("leeward-topic").value(), StandardCharsets.UTF_8))
                .isEqualTo(TOPIC);
    }

    @Test
    void aTopicThatIsMissingHoldsUpItselfOnly() throws Exception {
        OutboxSignal signal = new OutboxSignal();
        OutboxRelay relay = relay(postgres.getPort(), signal, Duration.ofSeconds(60));
        String missing = "leeward.test.missing.v1";

        insert(new OutboxRecord(missing, "m", null, new byte[] {1}, Map.of()));
        say("elsewhere", 0, 20);
        signal.committed();

        await().until(() -> heard("elsewhere").size() == 20);
        await().until(() -> relay.state() == RelayState.BROKER_UNREACHABLE);
        assertThat(waiting()).isEqualTo(1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(missing, 1, (short) 1)))
                    .all()
                    .get();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
        await().until(() -> relay.state() == RelayState.ACTIVE);
    }

    @Test
    void theFloorWaitsForTransactionsThatMayStillBringALowerRow() throws SQLException {
        OutboxFloor floor = new OutboxFloor();
        try (Connection late = direct();
                Connection relay = direct()) {
            late.setAutoCommit(false);
            OutboxTable.insert(late, new OutboxRecord(TOPIC, "late", null, new byte[] {1}, Map.of()));
            long lateId = 1;

            goOn(floor, relay, 5);
            assertThat(floor.id()).isLessThan(lateId);

            late.commit();
            List<OutboxTable.Row> rows = OutboxTable.oldest(relay, floor.id(), List.of(), 10, 1_000);
            assertThat(rows).extracting(OutboxTable.Row::id).containsExactly(lateId);
            goOn(floor, relay, 5);
            assertThat(floor.id()).isLessThan(lateId);

            OutboxTable.delete(relay, List.of(lateId));
            floor.gone(List.of(lateId));
            goOn(floor, relay, 3);
            assertThat(floor.id()).isGreaterThan(lateId);
        }
    }

    @Test
    void anOldSnapshotDoesNotKeepTheFloorDown() throws SQLException {
        OutboxFloor floor = new OutboxFloor();
        try (Connection dump = direct();
                Connection relay = direct()) {
            dump.setAutoCommit(false);
            dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(OutboxTable.backlog(dump).rows()).isZero();

            goOn(floor, relay, 3);

            assertThat(floor.id()).isEqualTo(100);
            floor.forget();
            assertThat(floor.id()).isZero();
        }
    }

    /** Rows come and go, a hundred each time, and the floor has its chance after each. */
    private void goOn(OutboxFloor floor, Connection relay, int times) throws SQLException {
        for (int time = 0; time < times; time++) {
            say("floor", 0, 100);
            List<OutboxTable.Row> rows = OutboxTable.oldest(relay, floor.id(), List.of(), 1_000, 1_000_000);
            List<Long> sent = rows.stream()
                    .filter(row -> "floor".equals(row.key()))
                    .map(OutboxTable.Row::id)
                    .toList();
            OutboxTable.delete(relay, sent);
            floor.gone(sent);
            List<OutboxTable.Row> left = OutboxTable.oldest(relay, floor.id(), List.of(), 1, 1_000);
            floor.rise(relay, left.isEmpty() ? Long.MAX_VALUE : left.getFirst().id());
        }
    }

    @Test
    void aRelayThatIsSwitchedOffClosesWithoutHavingBeenStarted() {
        OutboxRelay relay = unstarted(postgres.getPort(), new OutboxSignal(), Duration.ofSeconds(60));

        assertThatCode(relay::close).doesNotThrowAnyException();
        assertThat(relay.state()).isEqualTo(RelayState.OFF);
    }

    private OutboxRelay relay(int port, OutboxSignal signal, Duration safetyPoll) {
        OutboxRelay relay = unstarted(port, signal, safetyPoll);
        relay.start();
        open.add(relay);
        return relay;
    }

    private OutboxRelay unstarted(int port, OutboxSignal signal, Duration safetyPoll) {
        Map<String, Object> settings = new HashMap<>(
                new KafkaSettings(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))
                        .producer());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        assertThat(settings.get(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG)).isEqualTo(ByteArraySerializer.class);
        return new OutboxRelay(
                dataSource(port),
                new OutboxSender(settings),
                signal,
                new Config(safetyPoll),
                new DeadLetterTopic("policy-service"),
                new RelayMetrics(new SimpleMeterRegistry()));
    }

    private TcpProxy proxyToPostgres() {
        TcpProxy proxy = TcpProxy.to(postgres.getPort());
        open.add(proxy);
        return proxy;
    }

    private PGSimpleDataSource dataSource(int port) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {postgres.getHost()});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(stack.user());
        source.setPassword(stack.password());
        source.setConnectTimeout(2);
        return source;
    }

    private void say(String key, int from, int to) throws SQLException {
        List<OutboxRecord> rows = new ArrayList<>();
        for (int number : numbers(from, to)) {
            byte[] value = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
            rows.add(new OutboxRecord(TOPIC, key, null, value, Map.of()));
        }
        try (Connection connection = direct()) {
            for (OutboxRecord row : rows) {
                OutboxTable.insert(connection, row);
            }
        }
    }

    private void insert(OutboxRecord row) throws SQLException {
        try (Connection connection = direct()) {
            OutboxTable.insert(connection, row);
        }
    }

    private Connection direct() throws SQLException {
        return dataSource(postgres.getPort()).getConnection();
    }

    private long waiting() throws SQLException {
        try (Connection connection = direct()) {
            return OutboxTable.backlog(connection).rows();
        }
    }

    private List<Integer> heard(String key) {
        return probe.records(TOPIC).stream()
                .filter(record -> key.equals(record.key()))
                .map(record -> Integer.valueOf(new String(record.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    /** As the inbox sees it: what comes again has been seen before. */
    private List<Integer> firstTimes(String key) {
        return List.copyOf(new LinkedHashSet<>(heard(key)));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private record Config(Duration safetyPoll) implements OutboxConfig {
        @Override
        public boolean relay() {
            return true;
        }

        @Override
        public int batchRows() {
            return 100;
        }

        @Override
        public long batchBytes() {
            return 1_000_000;
        }

        @Override
        public Duration takeover() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofSeconds(1);
        }
    }
}
