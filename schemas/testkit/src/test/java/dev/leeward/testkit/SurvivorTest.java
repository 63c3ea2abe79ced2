package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.events.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the JVM that hosts broker and database is killed. */
class SurvivorTest {
    private static final Path PROGRAMS = Reactor.directory("postgres");

    @TempDir
    Path directory;

    @Test
    void aDatabaseServerThatOutlivedItsParentIsStoppedAndItsDataKept() throws IOException, SQLException {
        long survivor;
        try (ChildJvm parent = ChildJvm.start(PostgresParent.class, directory.toString(), PROGRAMS.toString())) {
            survivor = Long.parseLong(parent.answer());
            parent.kill();
        }
        assertThat(Processes.runs(survivor)).isTrue();

        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, PROGRAMS, 0)) {
            assertThat(Processes.runs(survivor)).isFalse();
            assertThat(server.pid()).isNotEqualTo(survivor);
            assertThat(kept(server)).isEqualTo(7);
        }
    }

    @Test
    void aDatabaseServerWhoseParentLivesIsLeftAlone() throws IOException {
        try (ChildJvm parent = ChildJvm.start(PostgresParent.class, directory.toString(), PROGRAMS.toString())) {
            long pid = Long.parseLong(parent.answer());

            assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, PROGRAMS, 0))
                    .hasMessageContaining("in use by another process");

            assertThat(Processes.runs(pid)).isTrue();
            parent.kill();
            assertThat(EmbeddedPostgresServer.stopSurvivors(directory)).isTrue();
            assertThat(Processes.runs(pid)).isFalse();
        }
    }

    @Test
    void aBrokerThatWasKilledHasWhatItAcknowledged() throws IOException {
        int port = Ports.free();
        try (ChildJvm broker = ChildJvm.start(KafkaParent.class, directory.toString(), String.valueOf(port));
                KafkaProbe probe = KafkaProbe.connect("127.0.0.1:" + port)) {
            probe.sendAll(List.of(TestEvents.trusted("west-1"), TestEvents.untrusted("west-2")));
            broker.kill();
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(directory, port);
                KafkaProbe probe = KafkaProbe.connect(again.bootstrapServers())) {
            assertThat(probe.events(Topic.HOST_TRUST)).hasSize(2);
        }
    }

    private static int kept(EmbeddedPostgresServer server) throws SQLException {
        try (Connection connection = connect(server);
                ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(EmbeddedPostgresServer server) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl("migration"), EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    }

    /** Hosts a database server until it is killed. */
    static final class PostgresParent {
        public static void main(String[] arguments) throws InterruptedException, SQLException {
            EmbeddedPostgresServer server =
                    EmbeddedPostgresServer.start(Path.of(arguments[0]), Path.of(arguments[1]), 0);
            server.createDatabase("migration");
            try (Connection connection = connect(server)) {
                connection.createStatement().execute("CREATE TABLE kept AS SELECT 7 AS id");
            }
            ChildJvm.ready(server.pid());
        }
    }

    /** Hosts a broker until it is killed. */
    static final class KafkaParent {
        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            kafka.createTopics();
            ChildJvm.ready(kafka.port());
        }
    }
}
