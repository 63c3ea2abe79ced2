package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerTest {
    private static final Path PROGRAMS = Reactor.directory("postgres");

    @TempDir
    Path directory;

    @Test
    void runsAsCarefullyAsInProduction() throws SQLException {
        try (EmbeddedPostgresServer server = start()) {
            assertThat(query(server, "postgres", "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "postgres", "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "postgres", "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(server, "postgres", "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void keepsItsDataOverARestart() throws SQLException {
        int port;
        try (EmbeddedPostgresServer server = start()) {
            port = server.port();
            server.createDatabase("policy");
            update(server, "policy", "CREATE TABLE decision (id int)", "INSERT INTO decision VALUES (7)");
        }

        try (EmbeddedPostgresServer again = EmbeddedPostgresServer.start(directory, PROGRAMS, port)) {
            again.createDatabase("policy");

            assertThat(query(again, "policy", "SELECT id FROM decision")).isEqualTo("7");
        }
    }

    @Test
    void leavesNoProcessBehind() {
        EmbeddedPostgresServer server = start();

        server.close();
        server.close();

        assertThat(server.runs()).isFalse();
        assertThat(Processes.workingIn(directory.resolve("data"))).isEmpty();
    }

    @Test
    void recoversWhatWasCommittedBeforeItWasKilled() throws SQLException {
        EmbeddedPostgresServer killed = start();
        killed.createDatabase("dr");
        update(killed, "dr", "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (3)");
        Processes.kill(killed.pid());
        killed.close();

        try (EmbeddedPostgresServer server = start()) {
            assertThat(query(server, "dr", "SELECT id FROM kept")).isEqualTo("3");
        }
    }

    @Test
    void doesNotSignalAStrangerWhoHasThePidOfOldByNow() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        start().close();
        Files.writeString(directory.resolve("data").resolve("postmaster.pid"), stranger.pid() + "\n");

        try (EmbeddedPostgresServer server = start()) {
            assertThat(server.runs()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void startsAfreshWhereAnInitialisationWasCutShort() throws IOException {
        Files.createDirectories(directory.resolve("data").resolve("base"));
        Files.writeString(directory.resolve("data").resolve("PG_VERSION"), "18\n");

        try (EmbeddedPostgresServer server = start()) {
            assertThat(server.runs()).isTrue();
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (EmbeddedPostgresServer server = start()) {
            server.createDatabase("policy");

            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("policy"), "leeward", "wrong"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Ports.loopback())) {
            assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, PROGRAMS, taken.getLocalPort()))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("PostgreSQL");
        }
    }

    @Test
    void refusesANameThatIsNoName() {
        try (EmbeddedPostgresServer server = start()) {
            assertThatThrownBy(() -> server.createDatabase("x; drop database postgres"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private EmbeddedPostgresServer start() {
        return EmbeddedPostgresServer.start(directory, PROGRAMS, 0);
    }

    private static String query(EmbeddedPostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void update(EmbeddedPostgresServer server, String database, String... commands) throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static Connection connect(EmbeddedPostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl(database), EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    }
}
