package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.World;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A webhook before a cluster of one machine, which runs on a trusted host. */
abstract class WebhookSetting {

    @TempDir
    static Path folder;

    @Inject
    AdmissionService service;

    @Inject
    World world;

    @Inject
    KubernetesHosts hosts;

    FakeCluster cluster;
    TestWebhook webhook;
    String web;

    @BeforeEach
    void open() {
        web = World.unique("web");
        cluster = new FakeCluster()
                .node(FakeCluster.bare(hosts.source))
                .has(web, Reviews.instance(web, hosts.source, "{}"));
        webhook = webhook(Map.of());
    }

    final TestWebhook webhook(Map<String, String> settings) {
        return TestWebhook.of(cluster, folder, service, settings);
    }

    @AfterEach
    void shut() {
        webhook.close();
    }

    final JsonNode migrate() throws IOException {
        return webhook.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)));
    }

    static String message(JsonNode response) {
        assertThat(response.path("allowed").asBoolean(true)).isFalse();
        return response.path("status").path("message").asText();
    }
}
