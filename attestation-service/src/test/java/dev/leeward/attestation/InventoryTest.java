package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.KnownGood;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Hosts come, go and are listed as the inventory says. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class InventoryTest extends ApiTest {

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = TestInventory.FILE)
    Path inventory;

    @Test
    void the_inventory_is_read_again_when_it_changes() throws Exception {
        Files.writeString(inventory, TestInventory.with("late-1"));
        kafka().awaitEvent(HostDiscovered.class, event -> event.getHostId().equals("late-1"));
        Agent agent = Agent.enrolled("late-1", "5.1");
        agent.attest().statusCode(200);
        Files.writeString(inventory, "hosts: []\nsites: nonsense\n");
        await().until(() -> metrics.get("leeward.inventory.good").gauge().value() == 0);
        agent.look().body("trust.overall", equalTo("TRUSTED"));

        Files.writeString(inventory, TestInventory.with());

        HostRetired retired =
                kafka().awaitEvent(HostRetired.class, event -> event.getHostId().equals("late-1"));
        assertThat(retired.getReason()).contains("no longer in the inventory");
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/late-1")
                .then()
                .statusCode(404);
        agent.submit(agent.evidence(new Agent.Challenge("x", Base64.getEncoder().encodeToString(new byte[32])))
                        .toJson("0190a5f0-0000-7000-8000-000000000000"))
                .statusCode(404);
        Files.writeString(inventory, TestInventory.with("late-1"));
        await().untilAsserted(() -> agent.look().body("trust.overall", equalTo("UNKNOWN")));
        assertGapless("late-1");
        Files.writeString(inventory, TestInventory.with());
    }

    @Test
    void a_host_that_is_described_anew_is_appraised_anew() throws Exception {
        given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body(KnownGood.vmm("esxi", "6.6")
                        .toJson()
                        .replace("\"values\"", "\"appliesTo\":{\"labels\":{\"rack\":\"new\"}},\"values\""))
                .post("/v1/reference-manifests")
                .then()
                .statusCode(201);
        Files.writeString(inventory, TestInventory.with("late-2"));
        kafka().awaitEvent(HostDiscovered.class, event -> event.getHostId().equals("late-2"));
        Agent.enrolled("late-2", "6.6").attest().body("trust.overall", equalTo("UNTRUSTED"));

        Files.writeString(
                inventory, TestInventory.with("late-2").replace("{id: late-2,", "{id: late-2, labels: {rack: new},"));

        assertThat(awaitTrust("late-2", TrustStatus.TRUSTED).getVmm().getManifest())
                .isEqualTo("esxi-6.6");
        Files.writeString(inventory, TestInventory.with());
    }

    @Test
    void hosts_are_listed_in_pages_by_site_and_status() {
        Agent.enrolled("host-21", "5.1").attest().statusCode(200);
        String auditor = Tokens.token("auditor");
        int firstPage = TestInventory.HOSTS_AT_WEST - 10;

        String cursor = given().auth()
                .oauth2(auditor)
                .get("/v1/hosts?site=west&limit=" + firstPage)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(firstPage))
                .body("items.site.unique()", equalTo(List.of("west")))
                .extract()
                .path("next");
        given().auth()
                .oauth2(auditor)
                .get("/v1/hosts?site=west&limit=" + firstPage + "&cursor=" + cursor)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(10))
                .body("next", nullValue());
        given().auth()
                .oauth2(auditor)
                .get("/v1/hosts?status=TRUSTED")
                .then()
                .body("items.id.contains('host-21')", equalTo(true));
        given().auth().oauth2(auditor).get("/v1/hosts?status=FINE").then().statusCode(400);
        given().auth().oauth2(auditor).get("/v1/sites").then().body("items.id", equalTo(List.of("east", "west")));
    }
}
