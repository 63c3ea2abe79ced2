package dev.leeward.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.Service;
import dev.leeward.events.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ConfigTest {
    @Test
    void readsEveryTopicThatTheCatalogueSaysItReads() throws IOException {
        Properties properties = new Properties();
        try (InputStream file =
                Objects.requireNonNull(ConfigTest.class.getResourceAsStream("/application.properties"))) {
            properties.load(file);
        }

        List<String> read = List.of(
                properties.getProperty("mp.messaging.incoming.log.topics").split(","));

        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                        .filter(topic -> topic.consumers().contains(Service.COMPLIANCE))
                        .filter(topic -> !topic.events().isEmpty())
                        .map(Topic::topicName)
                        .toList());
    }
}
