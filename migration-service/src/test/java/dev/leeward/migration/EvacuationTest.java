package dev.leeward.migration;

import static dev.leeward.migration.Stage.as;
import static dev.leeward.migration.Stage.awaitWorkload;
import static dev.leeward.migration.Stage.hostOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class EvacuationTest {
    private final Stage stage = new Stage();

    @BeforeEach
    void everybodyIsThere() {
        awaitWorkload("south-a");
        stage.trust("west-1", "west-3");
        stage.distrust("west-2");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aSiteIsEmptiedOntoTrustedHostsOnly() {
        String id = evacuate(Map.of("site", "south", "reason", "hurricane"));
        for (String workload : List.of("south-a", "south-b", "south-c")) {
            MigrationRequested asked = stage.kafka()
                    .awaitEvent(
                            MigrationRequested.class,
                            e -> id.equals(e.getEvacuationId())
                                    && e.getWorkloadId().equals(workload));
            assertThat(asked.getOrigin()).isEqualTo("evacuation");
            stage.kafka().send(TestMigrationEvents.approved(asked));
        }
        JsonPath done = awaitEnd(id);

        assertThat(done.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(done.getInt("total")).isEqualTo(3);
        assertThat(done.getInt("succeeded")).isEqualTo(3);
        assertThat(done.getList("migrations")).hasSize(3);
        assertThat(List.of(hostOf("south-a"), hostOf("south-b"), hostOf("south-c")))
                .doesNotContain("west-2")
                .noneMatch(host -> host.startsWith("south-"));
        List<String> listed = as("auditor")
                .get("/v1/migrations?evacuation=" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("items.state");
        assertThat(listed).containsExactly("Succeeded", "Succeeded", "Succeeded");
    }

    @Test
    void anEvacuationOfAnEmptyHostHasSucceeded() {
        assertThat(awaitEnd(evacuate(Map.of("host", "west-2", "reason", "nothing there")))
                        .getString("state"))
                .isEqualTo("SUCCEEDED");
    }

    private static String evacuate(Map<String, String> body) {
        return as("operator")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body)
                .post("/v1/evacuations")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static JsonPath awaitEnd(String id) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> as("auditor")
                                .get("/v1/evacuations/" + id)
                                .then()
                                .statusCode(200)
                                .extract()
                                .jsonPath(),
                        json -> json.getString("finishedAt") != null);
    }
}
