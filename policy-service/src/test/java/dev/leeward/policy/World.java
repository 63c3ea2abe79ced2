package dev.leeward.policy;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.leeward.policy.app.KnownFacts;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Puts hosts and workloads on the real topics, waits for the view, and asks the real API. */
@Singleton
public class World {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProbe kafka = KafkaProbe.connect();
    private final KnownFacts known;

    World(KnownFacts known) {
        this.known = known;
    }

    @PreDestroy
    void close() {
        kafka.close();
    }

    public KafkaProbe kafka() {
        return kafka;
    }

    /** A host that is in the inventory and trusted. */
    public void trustedHost(String host) {
        trustedHost(host, Map.of());
    }

    public void trustedHost(String host, Map<String, String> labels) {
        discovered(host, labels);
        kafka.send(TestEvents.trusted(host));
        awaitHost(host, found -> found.trust().status() == TrustStatus.TRUSTED);
    }

    /** A host that is in the inventory and not trusted, for the demonstration's reason. */
    public void untrustedHost(String host) {
        discovered(host, Map.of());
        kafka.send(TestEvents.with(TestEvents.untrusted(host), "reason", Given.WRONG_VMM));
        awaitHost(host, found -> found.trust().status() == TrustStatus.UNTRUSTED);
    }

    public void discovered(String host, Map<String, String> labels) {
        kafka.send(TestEvents.with(TestEvents.hostDiscovered(host), "labels", labels));
        awaitHost(host, found -> found.labels().equals(labels));
    }

    public void workload(String workload, String tenant, String host, Map<String, String> labels) {
        kafka.send(TestEvents.placementChanged(workload, tenant, host, 1, labels));
        await().atMost(PATIENCE).until(() -> known(workload, host).workload() != null);
    }

    public void awaitHost(String host, Predicate<HostView> is) {
        await().atMost(PATIENCE).until(() -> known("any", host).hosts().stream().anyMatch(is));
    }

    private KnownFacts.Known known(String workload, String host) {
        PlacementRequest request = new PlacementRequest(
                "any",
                Action.MIGRATE,
                new Principal("test", Set.of(), null),
                new WorkloadId(workload),
                null,
                List.of(new HostId(host)),
                List.of(),
                null,
                "test",
                null);
        return known.about(List.of(request), Instant.now()).getFirst();
    }

    /** A name that no other test uses. */
    public static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** The body of a question, to which a test may add. */
    public static Map<String, Object> question(String workload, String destination) {
        Map<String, Object> body = new HashMap<>();
        body.put("requestId", UUID.randomUUID().toString());
        body.put("action", "migrate");
        body.put("workload", workload);
        body.put("destination", destination);
        body.put("enforcementPoint", "test");
        return body;
    }

    /** The same in an emergency, under that ticket. */
    public static Map<String, Object> emergency(String workload, String destination, String ticket) {
        Map<String, Object> body = question(workload, destination);
        body.put("breakGlass", Map.of("reason", "the site is flooding", "ticket", ticket));
        return body;
    }

    public static ValidatableResponse ask(String token, Map<String, Object> body) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/decisions")
                .then();
    }

    /** Asks as one of the provider's operators. */
    public static ValidatableResponse ask(Map<String, Object> body) {
        return ask(Tokens.token("operator"), body);
    }
}
