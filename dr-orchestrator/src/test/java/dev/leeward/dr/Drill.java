package dev.leeward.dr;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.UndecodableEvent;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * A tenant with its world: two sites with one trusted host each, workloads, and migration-service, which the test
 * plays. Every drill has a tenant and sites of its own, so that drills do not meet.
 */
public final class Drill implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaProbe probe = KafkaProbe.connect();
    private final String tenant;
    private final String from;
    private final String to;
    private final Set<String> answered = new HashSet<>();
    private final AtomicInteger epoch = new AtomicInteger(1);

    private Drill(boolean trusted) {
        var number = COUNT.incrementAndGet();
        tenant = "tenant" + number;
        from = "east" + number;
        to = "west" + number;
        probe.sendAll(List.of(
                TestEvents.hostDiscovered(from + "-1"),
                TestEvents.hostDiscovered(to + "-1"),
                TestEvents.trusted(from + "-1"),
                trusted ? TestEvents.trusted(to + "-1") : TestEvents.untrusted(to + "-1")));
        await().atMost(PATIENCE)
                .until(() -> as("admin")
                        .get("/v1/sites")
                        .jsonPath()
                        .getList("items.id")
                        .containsAll(List.of(from, to)));
        if (trusted) {
            await().atMost(PATIENCE)
                    .until(() -> as("admin")
                                    .get("/v1/sites")
                                    .jsonPath()
                                    .getInt("items.find { it.id == '" + to + "' }.trustedHosts")
                            == 1);
        }
    }

    /** Both sites can take workloads. */
    public static Drill begin() {
        return new Drill(true);
    }

    /** The recovery site has one host, and that one is not trusted. */
    public static Drill withUntrustedDestination() {
        return new Drill(false);
    }

    public String tenant() {
        return tenant;
    }

    public String from() {
        return from;
    }

    public String to() {
        return to;
    }

    public KafkaProbe probe() {
        return probe;
    }

    /** The full name of something of this drill. */
    public String name(String shortName) {
        return tenant + "-" + shortName;
    }

    /** Requests of one of the provider's people. */
    public RequestSpecification as(String role) {
        return given().auth().oauth2(Tokens.token(role)).contentType("application/json");
    }

    /** Requests of the tenant's own operator, with a new idempotency key. */
    public RequestSpecification operator() {
        return operator(UUID.randomUUID().toString());
    }

    /** The same with a certain idempotency key. */
    public RequestSpecification operator(String key) {
        return given().auth()
                .oauth2(Tokens.token("tenant-operator", tenant))
                .contentType("application/json")
                .header("Idempotency-Key", key);
    }

    /** The same, whose body is YAML. */
    public RequestSpecification yaml() {
        return operator()
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType("application/yaml");
    }

    public String path(String rest) {
        return "/v1/tenants/" + tenant + rest;
    }

    /** A protected group of workloads. */
    public String group(String shortName, String replication, int rpoSeconds, String... workloads) {
        var id = name(shortName);
        for (var workload : workloads) {
            probe.send(TestEvents.placementChanged(name(workload), tenant, from + "-1", epoch.getAndIncrement()));
        }
        var body =
                "{\"id\":\"%s\",\"name\":\"%s\",\"workloads\":%s,\"fromSite\":\"%s\",\"toSite\":\"%s\",\"rpoSeconds\":%d,\"replication\":\"%s\"}"
                        .formatted(id, shortName, names(workloads), from, to, rpoSeconds, replication);
        await().atMost(PATIENCE)
                .until(() ->
                        operator().body(body).post(path("/protection-groups")).statusCode() == 201);
        awaitGroup(id, "Protected");
        return id;
    }

    /** A recovery plan over groups with one tier for each array of workloads. */
    public String plan(String shortName, List<String> groups, String[]... tiers) {
        var id = name(shortName);
        operator()
                .body("{\"id\":\"%s\",\"name\":\"%s\",\"groups\":%s,\"tiers\":%s}"
                        .formatted(id, shortName, json(groups), tiers(tiers)))
                .post(path("/recovery-plans"))
                .then()
                .statusCode(201);
        return id;
    }

    /** The usual: one synchronous group, db before web. */
    public String webAndDb() {
        var group = group("shop", "SYNCHRONOUS", 5, "web", "db");
        return plan("plan", List.of(group), tier("db"), tier("web"));
    }

    public static String[] tier(String... workloads) {
        return workloads;
    }

    public Response act(String plan, String action, String body) {
        return operator().body(body).post(path("/recovery-plans/" + plan + "/actions/" + action));
    }

    /** Starts a run and returns its id. */
    public String start(String plan, String action) {
        return start(plan, action, "{}");
    }

    public String start(String plan, String action, String body) {
        return act(plan, action, body).then().statusCode(202).extract().path("id");
    }

    public Response control(String run, String action) {
        return operator().body("").post(path("/plan-runs/" + run + "/actions/" + action));
    }

    public JsonPath run(String run) {
        return operator()
                .get(path("/plan-runs/" + run))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public JsonPath steps(String run) {
        return operator()
                .get(path("/plan-runs/" + run + "/steps"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** Where a step of a run is. */
    public String step(String run, String step) {
        return steps(run).getString("items.find { it.id == '" + step + "' }.state");
    }

    public void awaitRun(String run, String state) {
        await("run " + run + " is " + state).atMost(PATIENCE).until(() -> run(run).getString("state"), state::equals);
    }

    public void awaitStep(String run, String step, String state) {
        await("step " + step + " is " + state).atMost(PATIENCE).until(() -> step(run, step), state::equals);
    }

    public void awaitGroup(String group, String state) {
        await("group " + group + " is " + state)
                .atMost(PATIENCE)
                .until(
                        () -> operator()
                                .get(path("/protection-groups/" + group))
                                .jsonPath()
                                .getString("state"),
                        state::equals);
    }

    public JsonPath groupState(String group) {
        return operator()
                .get(path("/protection-groups/" + group))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** Waits for the next unanswered order of a run for a workload. */
    public WorkloadMoveOrdered order(String run, String workload) {
        var order = probe.awaitEvent(
                WorkloadMoveOrdered.class,
                o -> o.getRunId().equals(run)
                        && o.getWorkloadId().equals(name(workload))
                        && !answered.contains(o.getOrderId()));
        answered.add(order.getOrderId());
        return order;
    }

    /** Carries out the next orders of a run, one for each workload. */
    public void carryOut(String run, String... workloads) {
        for (var workload : workloads) {
            succeed(order(run, workload));
        }
    }

    /** Waits until a run has given that many orders altogether, and carries out those that are open. */
    public void carryOutAll(String run, int altogether) {
        await(altogether + " orders").atMost(PATIENCE).until(() -> orders(run) >= altogether);
        probe.events(WorkloadMoveOrdered.class).stream()
                .filter(order -> order.getRunId().equals(run) && answered.add(order.getOrderId()))
                .forEach(this::succeed);
    }

    /** Says that an order was carried out. */
    public void succeed(WorkloadMoveOrdered order) {
        var host = order.getDestinationSite() + "-1";
        var migration = UUID.randomUUID().toString();
        probe.send(MigrationSucceeded.newBuilder()
                .setEnvelope(TestEvents.envelope(
                        MigrationSucceeded.class, "migration-service/migration/" + migration, tenant, null))
                .setMigrationId(migration)
                .setWorkloadId(order.getWorkloadId())
                .setWorkloadName(order.getWorkloadId())
                .setKind(order.getKind())
                .setTest(order.getTest())
                .setSourceSite(from)
                .setSourceHost(from + "-1")
                .setDestinationSite(order.getDestinationSite())
                .setDestinationHost(host)
                .setDowntimeMillis(order.getKind() == MigrationKind.LIVE ? 12 : 900)
                .setDurationMillis(1_000)
                .setBytesCopied(0)
                .setOrderId(order.getOrderId())
                .build());
        if (!order.getTest()) {
            probe.send(TestEvents.placementChanged(order.getWorkloadId(), tenant, host, epoch.getAndIncrement()));
        }
    }

    /** Says that an order was not carried out. */
    public void fail(WorkloadMoveOrdered order, String code, String reason) {
        var migration = UUID.randomUUID().toString();
        probe.send(MigrationFailed.newBuilder()
                .setEnvelope(TestEvents.envelope(
                        MigrationFailed.class, "migration-service/migration/" + migration, tenant, null))
                .setMigrationId(migration)
                .setWorkloadId(order.getWorkloadId())
                .setCode(code)
                .setReason(reason)
                .setOrderId(order.getOrderId())
                .build());
    }

    /** Says that contact was lost during switch-over. */
    public void loseContact(WorkloadMoveOrdered order) {
        var migration = UUID.randomUUID().toString();
        probe.send(MigrationIndeterminate.newBuilder()
                .setEnvelope(TestEvents.envelope(
                        MigrationIndeterminate.class, "migration-service/migration/" + migration, tenant, null))
                .setMigrationId(migration)
                .setWorkloadId(order.getWorkloadId())
                .setCode("contact-lost")
                .setReason("contact was lost during switch-over")
                .setOrderId(order.getOrderId())
                .build());
    }

    /** What was said about a run, in the order of its topic. */
    public List<String> said(String run) {
        return probe.records(Topic.DR_PLAN_RUNS).stream()
                .filter(record -> run.equals(record.key()))
                .map(record -> decode(record.value()).getSchema().getName())
                .toList();
    }

    private static SpecificRecord decode(byte[] value) {
        try {
            return new EventCodec().decode(value);
        } catch (UndecodableEvent e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for something said about a run. */
    public <E extends SpecificRecord> E awaitSaid(Class<E> type, Predicate<E> fits) {
        return probe.awaitEvent(type, fits);
    }

    public long orders(String run) {
        return probe.events(WorkloadMoveOrdered.class).stream()
                .filter(order -> order.getRunId().equals(run))
                .count();
    }

    /** Puts a group's replication into a state. */
    public void replication(String group, String state, int lagSeconds) {
        as("admin")
                .body("{\"state\":\"%s\",\"lagSeconds\":%d}".formatted(state, lagSeconds))
                .put("/v1/simulator/replication/" + group)
                .then()
                .statusCode(204);
    }

    /** Lets a site die, or come back. */
    public void site(String site, String fault) {
        as("admin")
                .body("{\"fault\":\"%s\"}".formatted(fault))
                .put("/v1/simulator/sites/" + site)
                .then()
                .statusCode(204);
    }

    private String names(String... workloads) {
        return json(Arrays.stream(workloads).map(this::name).toList());
    }

    private String tiers(String[]... tiers) {
        var text = new StringBuilder("[");
        for (int i = 0; i < tiers.length; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"priority\":%d,\"workloads\":%s}".formatted(i + 1, names(tiers[i])));
        }
        return text.append("]").toString();
    }

    private static String json(List<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").toList().toString();
    }

    @Override
    public void close() {
        probe.close();
    }
}
