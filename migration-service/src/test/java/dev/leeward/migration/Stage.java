package dev.leeward.migration;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.migration.app.TrustView;
import dev.leeward.migration.host.HostId;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.arc.Arc;
import io.restassured.common.mapper.TypeRef;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** What the tests do as administrator, and as the services around this one: attestation, policy, orchestrator. */
final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProbe kafka = KafkaProbe.connect();

    KafkaProbe kafka() {
        return kafka;
    }

    /** Attestation says so, and the service has heard it. */
    void trust(String... hosts) {
        for (String host : hosts) {
            kafka.send(TestEvents.hostDiscovered(host));
            kafka.send(TestEvents.trusted(host));
        }
        TrustView heard = Arc.container().instance(TrustView.class).get();
        await().atMost(PATIENCE)
                .until(() -> Stream.of(hosts)
                        .allMatch(host -> heard.of(new HostId(host)).trustedAt(Instant.now())));
    }

    void distrust(String host) {
        kafka.send(TestEvents.untrusted(host));
    }

    static RequestSpecification as(String role) {
        return given().auth().oauth2(Tokens.token(role)).contentType("application/json");
    }

    static RequestSpecification tenant(String tenant) {
        return given().auth().oauth2(Tokens.token("tenant-operator", tenant)).contentType("application/json");
    }

    static ValidatableResponse ask(RequestSpecification who, Map<String, String> body) {
        return who.header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body)
                .post("/v1/migrations")
                .then();
    }

    /** Asks for a migration and returns its id. */
    String migrate(String workload, String host) {
        return ask(as("operator"), Map.of("workload", workload, "destinationHost", host))
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** What the gate was asked about the migration. */
    MigrationRequested asked(String migration) {
        return kafka.awaitEvent(
                MigrationRequested.class, e -> e.getMigrationId().equals(migration));
    }

    MigrationRequested asked(String migration, String host) {
        return kafka.awaitEvent(
                MigrationRequested.class,
                e -> e.getMigrationId().equals(migration)
                        && e.getDestinationHost().equals(host));
    }

    MigrationRequested askedFor(WorkloadMoveOrdered order) {
        return kafka.awaitEvent(
                MigrationRequested.class, e -> order.getOrderId().equals(e.getOrderId()));
    }

    void approve(String migration) {
        kafka.send(TestMigrationEvents.approved(asked(migration)));
    }

    static Map<String, Object> migration(String id) {
        return as("auditor")
                .get("/v1/migrations/" + id)
                .then()
                .statusCode(200)
                .extract()
                .as(new TypeRef<HashMap<String, Object>>() {});
    }

    static Map<String, Object> awaitState(String id, String state) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(30))
                .until(() -> migration(id), m -> state.equals(m.get("state")));
    }

    static String hostOf(String workload) {
        return as("auditor")
                .get("/v1/workloads/" + workload)
                .then()
                .statusCode(200)
                .extract()
                .path("host");
    }

    /** Waits for it to be known; discovery runs when the service starts. */
    static void awaitWorkload(String workload) {
        await().atMost(PATIENCE)
                .until(() -> as("auditor").get("/v1/workloads/" + workload).statusCode() == 200);
    }

    static void fault(String target, String fault) {
        as("admin")
                .body(Map.of("fault", fault))
                .put("/v1/simulator/faults/" + target)
                .then()
                .statusCode(204);
    }

    static void heal(String target) {
        as("admin").delete("/v1/simulator/faults/" + target).then().statusCode(204);
    }

    /** Starts and stops of production instances, as the oracle saw them, for example {@code START east-1 1}. */
    static List<String> activity(String workload) {
        List<Map<String, Object>> items = as("admin")
                .get("/v1/simulator/activity?workload=" + workload)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        return items.stream()
                .map(i -> (Boolean.TRUE.equals(i.get("test")) ? "TEST " : "") + i.get("action") + " " + i.get("host")
                        + " " + i.get("epoch"))
                .toList();
    }

    static List<String> violations(String workload) {
        List<Map<String, Object>> items = as("admin")
                .get("/v1/simulator/violations")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        return items.stream()
                .filter(i -> workload.equals(i.get("workload")))
                .map(i -> String.valueOf(i.get("kind")))
                .toList();
    }

    /** Placements that were announced for a workload, oldest first, for example {@code west-1 2}. */
    List<String> placements(String workload) {
        return kafka.events(PlacementChanged.class).stream()
                .filter(e -> e.getWorkloadId().equals(workload))
                .map(e -> e.getHostId() + " " + e.getPlacementEpoch())
                .toList();
    }

    /** Names of the lifecycle events of a migration, in order; their numbers must have no gaps. */
    List<String> lifecycle(String migration) {
        List<SpecificRecord> events = kafka.events(Topic.MIGRATION_LIFECYCLE).stream()
                .filter(e -> migration.equals(
                        e.get(e.getSchema().getField("migrationId").pos())))
                .toList();
        for (int i = 0; i < events.size(); i++) {
            assertThat(EventCodec.envelope(events.get(i)).getSequence()).isEqualTo(i + 1L);
        }
        return events.stream().map(e -> e.getSchema().getName()).toList();
    }

    @Override
    public void close() {
        kafka.close();
    }
}
