package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.attestation.app.BulkOperations;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Seed;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.EndorsementAuthority.Draft;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One command to many hosts: which are meant, what becomes of each, and that a crash changes neither. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class BulkOperationsTest extends ApiTest {

    private static final int FLEET = 6 * BulkOperations.BATCH;

    @Inject
    BulkOperations operations;

    @Inject
    Scheduler scheduler;

    @Inject
    AgroalDataSource database;

    @AfterEach
    void workAgain() {
        scheduler.resume();
    }

    @Test
    void enrolments_under_a_root_are_withdrawn_and_the_hosts_enrol_again() {
        Instant made = Instant.parse("2026-01-01T00:00:00Z");
        EndorsementAuthority maker = EndorsementAuthority.root("Maker of BulkOperationsTest", made);
        String root = Roots.add(maker);
        List<Agent> agents = List.of(endorsed("host-100", maker, made), endorsed("host-101", maker, made));
        agents.forEach(agent -> agent.attest().statusCode(200));

        String selection = "{\"endorsementRoot\":\"%s\"}".formatted(root);
        dryRun("admin", "WITHDRAW_ENROLMENT", selection)
                .statusCode(200)
                .body("total", equalTo(2))
                .body("first", contains("host-100", "host-101"));
        agents.getFirst().look().body("enrolled", equalTo(true));
        String id = begun(begin("admin", "WITHDRAW_ENROLMENT", selection));

        JsonPath ended = awaitEnd(id);
        assertThat(ended.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(ended.getInt("done")).isEqualTo(2);
        assertThat(ended.getString("selection.endorsementRoot")).isEqualTo(root);
        assertThat(ended.getString("startedAt")).isNotNull();
        for (Agent agent : agents) {
            EnrolmentWithdrawn said = awaitWithdrawal(agent.id());
            assertThat(said.getReason()).isEqualTo("a test");
            assertThat(said.getEnvelope().getActor()).isEqualTo(ended.getString("actor"));
            agent.look().body("enrolled", equalTo(false)).body("trust.overall", equalTo("UNKNOWN"));
            agent.enrol(Tokens.agent(agent.id())).statusCode(200);
            agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
            awaitTrust(agent.id(), TrustStatus.TRUSTED);
            assertGapless(agent.id());
        }
    }

    @Test
    void each_host_that_cannot_be_done_says_why() {
        Agent.enrolled("host-102", "5.1").attest().statusCode(200);
        Agent.enrolled("host-103", "5.1");

        String id = begun(begin("operator", "APPRAISE_AGAIN", hosts("host-102", "host-103", "host-104")));

        JsonPath ended = awaitEnd(id);
        assertThat(ended.getString("state")).isEqualTo("SUCCEEDED_WITH_FAILURES");
        assertThat(ended.getInt("total")).isEqualTo(3);
        assertThat(ended.getInt("done")).isEqualTo(1);
        assertThat(ended.getInt("failed")).isEqualTo(2);
        get("auditor", "/" + id + "/hosts?outcome=FAILED")
                .statusCode(200)
                .body("items.host", contains("host-103", "host-104"))
                .body("items.code", contains("no-evidence", "no-evidence"))
                .body("items[0].reason", containsString("attest the host"))
                .body("items[0].at", notNullValue());
        JsonPath first = get("auditor", "/" + id + "/hosts?limit=2").extract().jsonPath();
        assertThat(first.getList("items.host")).containsExactly("host-102", "host-103");
        get("auditor", "/" + id + "/hosts?limit=2&cursor=" + first.getString("next"))
                .body("items.host", contains("host-104"));
    }

    @Test
    void hosts_of_which_an_attestation_is_demanded_are_challenged_in_their_next_turn() {
        Agent agent = Agent.enrolled("host-117", "5.1");
        agent.attest().statusCode(200);

        String id = begun(begin("operator", "ATTEST", hosts("host-117", "host-118")));

        awaitEnd(id);
        get("auditor", "/" + id + "/hosts?outcome=DONE").body("items.host", contains("host-117"));
        get("auditor", "/" + id + "/hosts?outcome=FAILED")
                .body("items.host", contains("host-118"))
                .body("items.code", contains("host-not-enrolled"));
        given().auth()
                .oauth2(Tokens.agent("host-117"))
                .post("/v1/hosts/host-117/challenges/next?wait=10")
                .then()
                .statusCode(201);
    }

    @Test
    void a_reappraisal_takes_up_what_the_references_say_now() throws SQLException {
        Agent agent = Agent.enrolled("host-105", "5.1");
        agent.attest().statusCode(200);
        execute("update host set state = 'UNTRUSTED', vmm_status = 'UNTRUSTED', vmm_reason = 'damaged by the test'"
                + " where id = 'host-105'");

        awaitEnd(begun(begin("security-officer", "APPRAISE_AGAIN", hosts("host-105"))));

        agent.look().body("trust.overall", equalTo("TRUSTED"));
    }

    @Test
    void all_of_a_selection_has_to_be_true_of_a_host() {
        Agent.enrolled("host-107", "5.1").attest().statusCode(200);

        selects("\"labels\": {\"rack\": \"r107\"}", 1);
        selects("\"labels\": {\"rack\": \"r107\"}, \"site\": \"west\"", 1);
        selects("\"labels\": {\"rack\": \"r107\"}, \"site\": \"east\"", 0);
        selects("\"labels\": {\"rack\": \"r107\", \"row\": \"1\"}", 0);
        selects("\"labels\": {\"rack\": \"r107\"}, \"status\": \"TRUSTED\"", 1);
        selects("\"labels\": {\"rack\": \"r107\"}, \"status\": \"STALE\"", 0);
        selects("\"labels\": {\"rack\": \"r107\"}, \"manifest\": \"esxi-5.1\"", 1);
        selects("\"labels\": {\"rack\": \"r107\"}, \"manifest\": \"esxi-0.1\"", 0);
        selects("\"hosts\": [\"host-107\", \"host-96\"], \"status\": \"UNKNOWN\"", 1);
    }

    private static void selects(String conditions, int hosts) {
        dryRun("operator", "APPRAISE_AGAIN", "{" + conditions + "}")
                .statusCode(200)
                .body("total", equalTo(hosts));
    }

    @Test
    void the_same_request_begins_one_operation() {
        Agent.enrolled("host-108", "5.1").attest().statusCode(200);
        String body = body("APPRAISE_AGAIN", hosts("host-108"));

        String first = begun(post("operator", "bulk-once", body));

        assertThat(begun(post("operator", "bulk-once", body))).isEqualTo(first);
        post("operator", "bulk-once", body("APPRAISE_AGAIN", hosts("host-107")))
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        given().auth()
                .oauth2(Tokens.token("operator"))
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/bulk-operations")
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-key-missing"));
    }

    @Test
    void what_makes_no_sense_is_answered_with_what_is_wrong() {
        begin("operator", "APPRAISE_AGAIN", "{}").statusCode(422).body("code", equalTo("selection-empty"));
        begin("operator", "APPRAISE_AGAIN", "{\"labels\": {}}")
                .statusCode(422)
                .body("code", equalTo("selection-empty"));
        begin("operator", "APPRAISE_AGAIN", hosts("host-107", "host-99"))
                .statusCode(422)
                .body("code", equalTo("unknown-host"))
                .body("detail", equalTo("1 of the named hosts are not in the inventory: host-99."));
        dryRun("operator", "APPRAISE_AGAIN", hosts("host-99")).statusCode(422);
        begin("operator", "APPRAISE_AGAIN", "{\"site\": \"nowhere\"}")
                .statusCode(422)
                .body("code", equalTo("nothing-selected"));
        begin("operator", "MELT", hosts("host-107")).statusCode(400);
        begin("operator", "APPRAISE_AGAIN", "{\"manifest\": \"NO ID\"}").statusCode(422);
        get("auditor", "/00000000-0000-7000-8000-000000000000")
                .statusCode(404)
                .body("code", equalTo("bulk-operation-not-found"));
        get("auditor", "/00000000-0000-7000-8000-000000000000/hosts").statusCode(404);
        get("auditor", "?cursor=nonsense").statusCode(400);
        get("auditor", "/00000000-0000-7000-8000-000000000000/hosts?outcome=LOST")
                .statusCode(400)
                .body("remedy", containsString("FAILED"));
    }

    @Test
    void who_may_do_it_depends_on_what_is_done_and_no_tenant_may() {
        begin("operator", "WITHDRAW_ENROLMENT", hosts("host-107"))
                .statusCode(403)
                .body("code", equalTo("administrator-required"));
        begin("security-officer", "WITHDRAW_ENROLMENT", hosts("host-107")).statusCode(403);
        begin("auditor", "APPRAISE_AGAIN", hosts("host-107")).statusCode(403);
        begin("agent", "APPRAISE_AGAIN", hosts("host-107")).statusCode(403);
        get("agent", "").statusCode(403);
        get("enforcement-point", "").statusCode(403);
        String acme = Tokens.token("admin", "acme");
        given().auth()
                .oauth2(acme)
                .header("Idempotency-Key", "bulk-of-a-tenant")
                .contentType(ContentType.JSON)
                .body(body("APPRAISE_AGAIN", hosts("host-107")))
                .post("/v1/bulk-operations")
                .then()
                .statusCode(403)
                .body("code", equalTo("provider-required"));
        given().auth()
                .oauth2(acme)
                .get("/v1/bulk-operations")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void a_cancelled_operation_leaves_alone_what_is_left() {
        Agent agent = Agent.enrolled("host-109", "5.1");
        takeOver();
        String id = begun(begin("admin", "WITHDRAW_ENROLMENT", hosts("host-109")));
        get("auditor", "/" + id).body("state", equalTo("ACCEPTED"));
        cancel("operator", id).statusCode(403).body("code", equalTo("administrator-required"));

        for (int i = 0; i < 2; i++) {
            cancel("admin", id)
                    .statusCode(200)
                    .body("state", equalTo("CANCELLED"))
                    .body("done", equalTo(0));
        }

        assertThat(operations.next()).isZero();
        agent.look().body("enrolled", equalTo(true));
        get("auditor", "/" + id + "/hosts?outcome=LEFT").body("items.host", contains("host-109"));
        cancel("auditor", id).statusCode(403);
        String done = begun(begin("admin", "APPRAISE_AGAIN", hosts("host-109")));
        operations.next();
        cancel("admin", done).statusCode(409).body("code", equalTo("bulk-operation-ended"));
        get("auditor", "?limit=1").body("items[0].id", equalTo(done)).body("next", notNullValue());
    }

    @Test
    void a_host_on_which_the_service_fails_stops_no_other() throws SQLException {
        Agent.enrolled("host-106", "5.1").attest().statusCode(200);
        Agent.enrolled("host-110", "5.1").attest().statusCode(200);
        String damaged = "where id = (select evidence_id from host where id = 'host-106')";
        String kept = text("select pcrs from evidence " + damaged);
        execute("update evidence set pcrs = '{\"0\": \"ab\"}' " + damaged);
        try {
            String id = begun(begin("operator", "APPRAISE_AGAIN", hosts("host-106", "host-110")));

            JsonPath ended = awaitEnd(id);
            assertThat(ended.getInt("done")).isEqualTo(1);
            get("auditor", "/" + id + "/hosts?outcome=FAILED")
                    .body("items.host", contains("host-106"))
                    .body("items.code", contains("internal-error"));
        } finally {
            execute("update evidence set pcrs = '" + kept + "' " + damaged);
        }
    }

    /** A crash is a transaction that never commits: by a failure, or because the connection is cut. */
    @Test
    void crashes_and_competitors_leave_no_host_out_and_do_none_twice() throws Exception {
        long seed = Seed.choose();
        RandomGenerator random = Seed.random(seed);
        Agent.enrolled("host-89", "5.1").attest().statusCode(200);
        takeOver();
        execute("create temporary table fleet on commit drop as select * from host where id = 'host-89';"
                + " insert into host select (jsonb_populate_record(h, jsonb_build_object('id', 'bulk-' || n, 'name',"
                + " 'bulk-' || n, 'ek_public', null, 'ak_below_ek', null))).* from fleet h, generate_series(1, " + FLEET
                + ") n");
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            String id = begun(begin(
                    "admin",
                    "WITHDRAW_ENROLMENT",
                    hosts(IntStream.rangeClosed(1, FLEET)
                            .mapToObj(n -> "bulk-" + n)
                            .toArray(String[]::new))));

            int rounds = 0;
            while (state(id).getString("endedAt") == null) {
                assertThat(rounds++).as(Seed.replay(seed)).isLessThan(200);
                switch (random.nextInt(4)) {
                    case 0 -> operations.next();
                    case 1 -> crash(BulkOperationsTest::die);
                    case 2 -> crash(this::cutConnection);
                    default -> {
                        List<Future<Integer>> both =
                                List.of(replicas.submit(operations::next), replicas.submit(operations::next));
                        for (Future<Integer> one : both) {
                            one.get();
                        }
                    }
                }
            }

            assertThat(state(id).getInt("done")).as(Seed.replay(seed)).isEqualTo(FLEET);
            assertThat(text("select count(*) from host where id like 'bulk-%' and state = 'DISCOVERED'"))
                    .isEqualTo(Integer.toString(FLEET));
            assertThat(text("select count(distinct sequence) from host where id like 'bulk-%'"))
                    .isEqualTo("1");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> withdrawnOfFleet().size() == FLEET);
            assertThat(withdrawnOfFleet().values()).as(Seed.replay(seed)).containsOnly(1L);
        } finally {
            execute("delete from host where id like 'bulk-%'");
        }
    }

    private Map<String, Long> withdrawnOfFleet() {
        return kafka().events(EnrolmentWithdrawn.class).stream()
                .map(EnrolmentWithdrawn::getHostId)
                .filter(host -> host.startsWith("bulk-"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** From now on the test works, and nobody else; what others left is done. */
    private void takeOver() {
        scheduler.pause();
        await().until(() -> operations.next() == 0
                && "0".equals(text("select count(*) from bulk_operation where ended_at is null")));
    }

    /** Does the next hosts, and dies before the transaction commits. */
    private void crash(Runnable death) {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    operations.next();
                    death.run();
                }))
                .isInstanceOf(RuntimeException.class);
    }

    private static void die() {
        throw new IllegalStateException("The service dies here");
    }

    private void cutConnection() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Agent endorsed(String id, EndorsementAuthority maker, Instant made) {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        tpm.endorse(maker.certify(Draft.of(tpm.endorsementKey(), made)));
        Agent agent = new Agent(id, MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1")));
        agent.enrol(Tokens.agent(id)).statusCode(200);
        return agent;
    }

    private static String hosts(String... ids) {
        return "{\"hosts\": [\"" + String.join("\", \"", ids) + "\"]}";
    }

    private static String body(String kind, String selection) {
        return "{\"kind\": \"%s\", \"selection\": %s, \"reason\": \"a test\"}".formatted(kind, selection);
    }

    private static ValidatableResponse dryRun(String role, String kind, String selection) {
        return given().auth()
                .oauth2(Tokens.token(role))
                .contentType(ContentType.JSON)
                .body(body(kind, selection))
                .post("/v1/bulk-operations?dryRun=true")
                .then();
    }

    private static ValidatableResponse begin(String role, String kind, String selection) {
        return post(role, UUID.randomUUID().toString(), body(kind, selection));
    }

    private static ValidatableResponse post(String role, String key, String body) {
        return given().auth()
                .oauth2(Tokens.token(role))
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/bulk-operations")
                .then();
    }

    private static String begun(ValidatableResponse answer) {
        return answer.statusCode(202).extract().jsonPath().getString("id");
    }

    private static ValidatableResponse cancel(String role, String id) {
        return given().auth()
                .oauth2(Tokens.token(role))
                .post("/v1/bulk-operations/" + id + "/actions/cancel")
                .then();
    }

    private static ValidatableResponse get(String role, String path) {
        return given().auth()
                .oauth2(Tokens.token(role))
                .get("/v1/bulk-operations" + path)
                .then();
    }

    private static JsonPath state(String id) {
        return get("auditor", "/" + id).statusCode(200).extract().jsonPath();
    }

    private static JsonPath awaitEnd(String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> state(id).getString("endedAt") != null);
        return state(id);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        }
    }

    private String text(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
