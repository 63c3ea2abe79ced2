package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.events.Topic;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @TempDir
    Path directory;

    @Test
    void keepsTopicsAndRecordsOverARestart() {
        int port;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                KafkaProbe probe = KafkaProbe.connect(kafka.bootstrapServers())) {
            port = kafka.port();
            kafka.createTopics();
            probe.send(Topic.HOST_TRUST, "west-1", "kept".getBytes(StandardCharsets.UTF_8));
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(directory, port);
                KafkaProbe probe = KafkaProbe.connect(again.bootstrapServers())) {
            again.createTopics();

            assertThat(probe.records(Topic.HOST_TRUST))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo("kept"));
        }
    }

    @Test
    void createsTheCatalogueAsItIsWritten() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = EmbeddedKafka.admin(kafka.bootstrapServers())) {
            kafka.createTopics();

            String name = Topic.HOST_INVENTORY.topicName();
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
            assertThat(Kafka.await(admin.describeConfigs(List.of(topic)).all()).values())
                    .singleElement()
                    .satisfies(config ->
                            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact"));
            assertThat(Kafka.await(admin.describeTopics(List.of(name)).allTopicNames())
                            .values())
                    .singleElement()
                    .satisfies(description ->
                            assertThat(description.partitions()).hasSize(Topic.HOST_INVENTORY.partitions()));
        }
    }

    @Test
    void createsNoTopicThatNobodyDeclared() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = EmbeddedKafka.admin(kafka.bootstrapServers())) {
            assertThatThrownBy(() -> Kafka.await(
                            admin.describeTopics(List.of("leeward.no.such.v1")).allTopicNames()))
                    .hasMessageContaining("does not host this topic");
            assertThat(Kafka.await(admin.listTopics().names())).isEmpty();
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Ports.loopback())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken.getLocalPort()))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("Kafka");
        }
    }

    @Test
    void clientsComeBackAfterTheConnectionWasCut() {
        int port = Ports.free();
        try (TcpProxy proxy = TcpProxy.to(port);
                EmbeddedKafka kafka = EmbeddedKafka.startBehind(proxy, directory, port);
                KafkaProbe probe = KafkaProbe.connect(kafka.bootstrapServers())) {
            kafka.createTopics();
            probe.send(Topic.HOST_TRUST, "west-1", new byte[] {1});
            proxy.cut();
            proxy.heal();
            probe.send(Topic.HOST_TRUST.topicName(), "west-1", new byte[] {2}, Map.of("reason", "again"));

            assertThat(probe.records(Topic.HOST_TRUST)).hasSize(2);
        }
    }
}
