package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeewardStackTest {
    @Test
    void eachStartHasEmptyTopicsAndItsOwnDatabase() throws SQLException {
        LeewardStack stack = new LeewardStack();
        Map<String, String> first = stack.start();
        try (KafkaProbe probe = KafkaProbe.connect();
                Connection connection = connect(first)) {
            connection.createStatement().execute("CREATE TABLE mine (id int)");
            probe.send(Topic.DR_ORDERS, "w-1", "{}".getBytes(StandardCharsets.UTF_8));
        }
        stack.stop();

        Map<String, String> second = stack.start();

        assertThat(second.get("kafka.bootstrap.servers")).isEqualTo(first.get("kafka.bootstrap.servers"));
        assertThat(second.get("quarkus.datasource.jdbc.url")).isNotEqualTo(first.get("quarkus.datasource.jdbc.url"));
        try (KafkaProbe probe = KafkaProbe.connect();
                Connection connection = connect(second)) {
            assertThat(probe.records(Topic.DR_ORDERS)).isEmpty();
            assertThat(connection
                            .getMetaData()
                            .getTables(null, "public", "mine", null)
                            .next())
                    .isFalse();
        }
    }

    @Test
    void plainTestsShareWhatThisJvmHas() {
        SharedStack stack = LeewardStack.shared();

        assertThat(LeewardStack.shared()).isEqualTo(stack);
        assertThat(stack.freshDatabase()).isNotEqualTo(stack.jdbcUrl());
        assertThat(stack.config())
                .containsEntry("quarkus.oidc.token.issuer", "https://leeward.local")
                .containsEntry("quarkus.http.test-port", "0");
    }

    private static Connection connect(Map<String, String> config) throws SQLException {
        return DriverManager.getConnection(
                config.get("quarkus.datasource.jdbc.url"),
                config.get("quarkus.datasource.username"),
                config.get("quarkus.datasource.password"));
    }
}
