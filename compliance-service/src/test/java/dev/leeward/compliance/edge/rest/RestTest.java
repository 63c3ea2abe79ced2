package dev.leeward.compliance.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.leeward.compliance.Api;
import dev.leeward.events.EventCodec;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Who may ask for what, and what the answer to a wrong question is. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class RestTest {
    private static final List<String> READ = List.of(
            "/v1/host-integrity",
            "/v1/enrolments",
            "/v1/rating",
            "/v1/rating/trend",
            "/v1/decisions",
            "/v1/policy-sets",
            "/v1/simulations",
            "/v1/incidents",
            "/v1/migrations",
            "/v1/plan-runs",
            "/v1/protection-groups",
            "/v1/placements",
            "/v1/events");
    private static final List<String> SCHEMAS = List.of("/subjects", "/schemas/ids/" + schemaId());

    @Test
    void everyPathWantsATokenThatWeAccept() {
        for (String path : Stream.concat(READ.stream(), SCHEMAS.stream()).toList()) {
            RestAssured.get(path).then().statusCode(401);
            for (Map.Entry<String, String> refused : Tokens.refused("auditor").entrySet()) {
                RestAssured.given()
                        .auth()
                        .oauth2(refused.getValue())
                        .get(path)
                        .then()
                        .statusCode(401);
            }
        }
    }

    @Test
    void peopleReadAndMachinesDoNot() {
        for (String path : READ) {
            for (String role : List.of("admin", "operator", "security-officer", "auditor")) {
                Api.as(role).request().get(path).then().statusCode(200);
            }
            Api.as("tenant-operator", "acme").request().get(path).then().statusCode(200);
            Api.as("agent").request().get(path).then().statusCode(403);
            Api.as("enforcement-point").request().get(path).then().statusCode(403);
        }
        for (String path : SCHEMAS) {
            Api.as("agent").request().get(path).then().statusCode(200);
        }
    }

    @Test
    void aWrongQuestionIsAnsweredWithWhatIsWrong() {
        Api auditor = Api.as("auditor");

        auditor.request().get("/v1/events?limit=0").then().statusCode(400).body("code", equalTo("invalid-limit"));
        auditor.request().get("/v1/events?limit=501").then().statusCode(400);
        auditor.request()
                .get("/v1/events?cursor=nonsense")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-cursor"));
        auditor.request().get("/v1/incidents?state=lost").then().statusCode(400).body("remedy", containsString("NEW"));
        auditor.request().get("/v1/incidents/none").then().statusCode(404).body("code", equalTo("incident-not-found"));
        auditor.request().get("/v1/host-integrity/none").then().statusCode(404);
        auditor.request().get("/v1/plan-runs/none").then().statusCode(404);
        auditor.request()
                .get("/v1/simulations/none")
                .then()
                .statusCode(404)
                .body("code", equalTo("simulation-not-found"));
        auditor.request()
                .get("/v1/simulations?cursor=nonsense")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-cursor"));
        auditor.request().get("/v1/rating/trend?points=1").then().statusCode(422);
        Api.as("admin")
                .post("/v1/incidents/none/actions/resolve", Map.of("comment", "done"))
                .statusCode(404);
        Api.as("admin")
                .request()
                .contentType("application/json")
                .body("{no json")
                .post("/v1/incidents/none/actions/resolve")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-json"));
        Api.as("auditor").post("/v1/views/actions/rebuild").statusCode(403);
    }

    @Test
    void theHistoryOfAHostIsPagedAndSaysWhatEachEventSays() {
        try (KafkaProbe probe = KafkaProbe.connect()) {
            probe.send(TestEvents.hostEnrolled("told-1"));
            probe.send(TestEvents.trusted("told-1"));
            probe.send(TestEvents.with(TestEvents.trusted("told-1"), "previousOverall", TrustStatus.TRUSTED));
            probe.send(TestEvents.hostMeasured("told-1"));
        }
        Api auditor = Api.as("auditor");
        String path = "/v1/host-integrity/told-1/history";
        JsonPath all = auditor.await(path, json -> json.getInt("items.size()") == 3);

        assertThat(all.getList("items.event.type")).containsExactly("TrustChanged", "TrustChanged", "HostEnrolled");
        assertThat(all.getString("items[0].fact.overall")).isEqualTo("TRUSTED");
        assertThat(all.getString("items[0].fact.vmm.manifest")).isEqualTo("esxi-5.1");
        assertThat(all.getInt("items[0].fact.vmm.manifestVersion")).isEqualTo(1);
        assertThat(all.getString("items[0].event.hash")).hasSize(64);
        assertThat(all.getString("items[2].fact.endorsementVendor")).isEqualTo("STMicroelectronics");
        assertThat(auditor.get(path + "?changes=true").getList("items.event.type"))
                .containsExactly("TrustChanged", "HostEnrolled");
        String next = auditor.get(path + "?limit=2").getString("next");
        assertThat(auditor.get(path + "?limit=2&cursor=" + next).getList("items.event.type"))
                .containsExactly("HostEnrolled");
        assertThat(auditor.get("/v1/enrolments?state=ENDORSED").<String>getList("items.host"))
                .contains("told-1");
        auditor.request()
                .get("/v1/enrolments?state=LOST")
                .then()
                .statusCode(400)
                .body("remedy", containsString("PINNED"));
        auditor.request().get("/v1/host-integrity/none/history").then().statusCode(404);
        Api.as("tenant-operator", "acme").request().get(path).then().statusCode(404);
        assertThat(Api.as("tenant-operator", "acme").get("/v1/enrolments").getList("items"))
                .isEmpty();
    }

    @Test
    void listsArePagedWithoutGapsOrRepetitions() {
        try (KafkaProbe probe = KafkaProbe.connect()) {
            for (int i = 0; i < 7; i++) {
                probe.send(TestEvents.evidenceRejected("page-" + i, "nonce-mismatch"));
            }
        }
        Api auditor = Api.as("auditor");
        String all = "/v1/events?type=EvidenceRejected&limit=500";
        List<String> expected =
                auditor.await(all, json -> json.getInt("items.size()") >= 7).getList("items.eventId");

        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = auditor.get("/v1/events?type=EvidenceRejected&limit=3&cursor=" + cursor);
            paged.addAll(page.getList("items.eventId"));
            cursor = page.getString("next");
        } while (cursor != null);

        assertThat(paged).isEqualTo(expected);
        assertThat(auditor.get(all).getString("items[0].hash")).hasSize(64);
    }

    @Test
    void schemasAreServedAsARegistryDoes() {
        Api agent = Api.as("agent");
        int id = schemaId();

        JsonPath byId = agent.get("/schemas/ids/" + id);
        JsonPath latest = agent.get("/subjects/" + TrustChanged.class.getName() + "/versions/latest");

        assertThat(new Schema.Parser().parse(byId.getString("schema")).getFullName())
                .isEqualTo(TrustChanged.class.getName());
        assertThat(latest.getInt("id")).isEqualTo(id);
        assertThat(latest.getString("schema")).isEqualTo(byId.getString("schema"));
        agent.request().get("/subjects").then().body("$", hasItem(TrustChanged.class.getName()));
        agent.request()
                .get("/subjects/" + TrustChanged.class.getName() + "/versions")
                .then()
                .body("$", hasItem(1));
        agent.request().get("/schemas/ids/99999").then().statusCode(404).body("error_code", equalTo(40403));
        agent.request().get("/schemas/ids/x").then().statusCode(404);
        agent.request().get("/subjects/x/versions").then().statusCode(404).body("error_code", equalTo(40401));
        agent.request()
                .get("/subjects/" + TrustChanged.class.getName() + "/versions/9")
                .then()
                .statusCode(404)
                .body("error_code", equalTo(40402));
    }

    @Test
    void whoeverListensHearsOfACommittedChange() throws Exception {
        HttpRequest listen = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/stream"))
                .header("Authorization", "Bearer " + Tokens.token("auditor"))
                .header("Accept", "text/event-stream")
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                KafkaProbe probe = KafkaProbe.connect()) {
            HttpResponse<Stream<String>> answer = client.send(listen, HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            CompletableFuture<Boolean> heard = CompletableFuture.supplyAsync(() -> answer.body()
                    .filter(line -> line.startsWith("data:"))
                    .anyMatch(line -> line.contains("host-integrity")));

            probe.send(TestEvents.trusted("east-9"));

            assertThat(heard.get(10, TimeUnit.SECONDS)).isTrue();
            client.shutdownNow();
        }
    }

    /** The id under which the wire format knows TrustChanged. */
    private static int schemaId() {
        byte[] wire = new EventCodec().encode(TestEvents.trusted("east-1"));
        return ByteBuffer.wrap(wire, 1, 4).getInt();
    }
}
