package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.attestation.edge.vsphere.FakeVcenter;
import dev.leeward.events.host.Assurance;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.vsphere.EsxiHost;
import dev.leeward.testkit.vsphere.Vcsim;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts of vCenters beside those of the file: found, appraised on the vCenter's word, and never lost with it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
@WithTestResource(TestVcenters.class)
class VcenterInventoryTest extends ApiTest {

    @ConfigProperty(name = TestVcenters.URL, defaultValue = "http://127.0.0.1/sdk")
    URI url;

    FakeVcenter vcenter;

    @Inject
    MutableClock clock;

    @Inject
    MeterRegistry metrics;

    @BeforeEach
    void open() {
        vcenter = new FakeVcenter(url.getPort());
    }

    @AfterEach
    void shut() {
        vcenter.close();
    }

    @Test
    void a_host_is_discovered_appraised_and_vouched_for() {
        vcenter.host("host-101", "vc-a", EsxiHost.measured("5.1"));
        vcenter.host("host-102", "vc-b", EsxiHost.measured("5.0"));

        awaitHost("vc-a", "trust.overall", equalTo("TRUSTED"));
        awaitHost("vc-b", "trust.overall", equalTo("UNTRUSTED"));

        look("vc-a")
                .body("source", equalTo(TestVcenters.PLAYED))
                .body("site", equalTo("east"))
                .body("vendor", equalTo("Acme"))
                .body("hypervisorVersion", equalTo("5.1"))
                .body("labels.cluster", equalTo("C0"))
                .body("enrolled", equalTo(false))
                .body("trust.assurance", equalTo("VOUCHED"))
                .body("facts.'esxi.service.TSM-SSH.running'", equalTo("true"));
        look("vc-b")
                .body("trust.platform.status", equalTo("TRUSTED"))
                .body("trust.vmm.reason", containsString("VMM measures hypervisor esxi 5.0"));
        TrustChanged trusted = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("vc-a") && event.getAssurance() == Assurance.VOUCHED);
        assertThat(trusted.getAttestedUntil()).isNotNull();
        HostMeasured measured = kafka().awaitEvent(
                        HostMeasured.class, event -> event.getHostId().equals("vc-a"));
        assertThat(measured.getAssurance()).isEqualTo(Assurance.VOUCHED);
        assertThat(measured.getMeasuredLaunch()).isTrue();
        HostConfigurationObserved observed = kafka().awaitEvent(
                        HostConfigurationObserved.class,
                        event -> event.getHostId().equals("vc-a"));
        assertThat(observed.getFacts()).containsEntry("esxi.lockdown-mode", "normal");
        retire("host-102", "vc-b");
        assertGapless("vc-b");
    }

    @Test
    void facts_are_said_when_they_change_and_only_then() {
        vcenter.host("host-103", "vc-c", EsxiHost.measured("5.1"));
        awaitHost("vc-c", "facts.'esxi.connection-state'", equalTo("connected"));

        vcenter.host("host-103", "vc-c", EsxiHost.measured("5.1"), "domain-c8", "notResponding");
        awaitHost("vc-c", "facts.'esxi.connection-state'", equalTo("notResponding"));

        assertThat(kafka().events(HostConfigurationObserved.class).stream()
                        .filter(event -> event.getHostId().equals("vc-c")))
                .hasSize(2);
    }

    @Test
    void a_vcenter_that_does_not_answer_loses_no_host_and_says_what_is_wrong() {
        vcenter.host("host-104", "vc-d", EsxiHost.measured("5.1"));
        awaitHost("vc-d", "trust.overall", equalTo("TRUSTED"));

        vcenter.fault("RetrievePropertiesEx", "NoPermission", "Permission to perform this operation was denied.");

        awaitSource("answers", equalTo(false));
        source().body(path("lastError.code"), equalTo("no-permission"))
                .body(path("lastError.remedy"), containsString("Give it a role with the privilege System.View"))
                .body("items.find { it.id == 'file' }.answers", equalTo(true));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/well").then().statusCode(503).body(containsString("does not answer"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> metrics.get("leeward.inventory.source.up")
                                .tag("source", TestVcenters.PLAYED)
                                .gauge()
                                .value()
                        == 0);
        clock.advance(Duration.ofMinutes(11));
        awaitHost("vc-d", "trust.overall", equalTo("STALE"));
        look("vc-d").body("source", equalTo(TestVcenters.PLAYED));

        vcenter.instead("RetrievePropertiesEx", null);

        awaitHost("vc-d", "trust.overall", equalTo("TRUSTED"));
        awaitSource("answers", equalTo(true));
    }

    @Test
    void a_host_that_two_sources_list_stays_with_the_first_and_both_are_named() {
        vcenter.host("host-105", "host-29", EsxiHost.measured("5.1"));

        awaitSource("problems.detail", hasItem(containsString("is listed by vc-played, and by file, which keeps it")));

        look("host-29").body("source", equalTo("file")).body("trust.overall", equalTo("UNKNOWN"));
        assertThat(metrics.get("leeward.inventory.conflicts")
                        .tags("source", TestVcenters.PLAYED, "owner", "file")
                        .counter()
                        .count())
                .isPositive();
        vcenter.remove("host-105");
        awaitSource("problems.size()", equalTo(0));
        look("host-29").body("source", equalTo("file"));
    }

    @Test
    void a_host_that_leaves_its_vcenter_is_retired_and_may_come_back() {
        vcenter.host("host-106", "vc-f", EsxiHost.measured("5.1"));
        awaitHost("vc-f", "trust.overall", equalTo("TRUSTED"));

        vcenter.remove("host-106");

        HostRetired retired =
                kafka().awaitEvent(HostRetired.class, event -> event.getHostId().equals("vc-f"));
        assertThat(retired.getReason()).contains("no longer in the inventory");
        vcenter.host("host-107", "vc-f", EsxiHost.measured("5.1"));
        awaitHost("vc-f", "trust.overall", equalTo("TRUSTED"));
        vcenter.remove("host-107");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> kafka().events(HostRetired.class).stream()
                                .filter(event -> event.getHostId().equals("vc-f"))
                                .count()
                        == 2);
        assertGapless("vc-f");
    }

    @Test
    void a_host_with_a_pinned_key_speaks_for_itself() {
        vcenter.host("host-108", "vc-g", EsxiHost.measured("5.1"));
        awaitHost("vc-g", "trust.assurance", equalTo("VOUCHED"));

        Agent.enrolled("vc-g", "5.0").attest().statusCode(200);

        look("vc-g").body("trust.assurance", equalTo("HARDWARE_QUOTE")).body("trust.overall", equalTo("UNTRUSTED"));
        vcenter.host("host-108", "vc-g", EsxiHost.measured("5.1"), "domain-c8", "disconnected");
        awaitHost("vc-g", "facts.'esxi.connection-state'", equalTo("disconnected"));
        vcenter.host("host-108", "vc-g", EsxiHost.measured("5.1"));
        awaitHost("vc-g", "facts.'esxi.connection-state'", equalTo("connected"));
        look("vc-g").body("trust.overall", equalTo("UNTRUSTED")).body("facts.'hypervisor-version'", equalTo("5.0"));
    }

    @Test
    void a_demand_is_answered_by_the_vcenters_word() {
        vcenter.host("host-113", "vc-l", EsxiHost.measured("5.1"));
        awaitHost("vc-l", "trust.overall", equalTo("TRUSTED"));
        look("vc-l").body("nextAttestation", nullValue()).body("overdue", equalTo(false));

        String id = given().auth()
                .oauth2(Tokens.token("operator"))
                .post("/v1/hosts/vc-l/attestations")
                .then()
                .statusCode(202)
                .extract()
                .path("attestationId");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.token("auditor"))
                        .get("/v1/hosts/vc-l/attestations/{id}", id)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("DONE"))
                        .body("overall", equalTo("TRUSTED")));
        retire("host-113", "vc-l");
    }

    @Test
    void without_a_tpm_a_host_is_known_and_not_trusted() {
        vcenter.host("host-109", "vc-h", EsxiHost.measured("5.1").withoutTpm());

        awaitHost("vc-h", "facts.'esxi.version'", equalTo("5.1"));

        look("vc-h").body("trust.overall", equalTo("UNKNOWN")).body("trust.attestedAt", nullValue());
        kafka().awaitEvent(HostDiscovered.class, event -> event.getHostId().equals("vc-h"));
    }

    @Test
    void a_report_that_leaves_something_out_is_refused_and_said_once() {
        vcenter.host("host-110", "vc-i", EsxiHost.measured("5.1"), "domain-c8", "disconnected");
        awaitHost("vc-i", "facts.'esxi.version'", equalTo("5.1"));
        vcenter.instead("QueryTpmAttestationReport", FakeVcenter.emptyReport());
        vcenter.host("host-110", "vc-i", EsxiHost.measured("5.1"));

        assertThat(awaitRejection("vc-i", "report-incomplete").getReason()).contains("vc-played", "PCR [0, 1, 2");

        clock.advance(Duration.ofMinutes(1));
        vcenter.host("host-111", "vc-j", EsxiHost.measured("5.1"));
        awaitRejection("vc-j", "report-incomplete");
        vcenter.instead("QueryTpmAttestationReport", null);
        awaitHost("vc-i", "trust.overall", equalTo("TRUSTED"));
        assertThat(kafka().events(EvidenceRejected.class).stream()
                        .filter(event -> event.getHostId().equals("vc-i")))
                .hasSize(1);
    }

    @Test
    void kept_evidence_is_appraised_again_when_the_references_change() {
        vcenter.host("host-112", "vc-k", EsxiHost.measured("5.7"));
        awaitHost("vc-k", "trust.overall", equalTo("UNTRUSTED"));
        vcenter.host("host-112", "vc-k", EsxiHost.measured("5.7"), "domain-c8", "disconnected");
        awaitHost("vc-k", "facts.'esxi.connection-state'", equalTo("disconnected"));

        Agent.publish(KnownGood.vmm("esxi", "5.7"));

        awaitHost("vc-k", "trust.overall", equalTo("TRUSTED"));
        look("vc-k").body("trust.assurance", equalTo("VOUCHED"));
        given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"the test is over\"}")
                .post("/v1/reference-manifests/esxi-5.7/actions/retire?force=true")
                .then()
                .statusCode(200);
        awaitHost("vc-k", "trust.overall", equalTo("UNTRUSTED"));
    }

    @Test
    void hosts_of_a_real_vcenter_simulator_are_discovered_and_appraised() {
        ToolCheck.require(
                Vcsim.missing().isEmpty(),
                "hosts of vcsim are discovered and appraised",
                Vcsim.missing().orElse(""));

        awaitHost("dc0-c0-h0", "trust.overall", equalTo("TRUSTED"));
        awaitHost("dc1-c0-h0", "trust.overall", equalTo("UNTRUSTED"));
        awaitHost("dc1-c0-h1", "facts.'esxi.version'", equalTo("5.1"));

        look("dc0-c0-h0")
                .body("source", equalTo(TestVcenters.SIMULATED))
                .body("name", equalTo("DC0_C0_H0"))
                .body("site", equalTo("east"))
                .body("model", equalTo("R750"))
                .body("labels.datacenter", equalTo("DC0"))
                .body("labels.cluster", equalTo("DC0_C0"))
                .body("trust.assurance", equalTo("VOUCHED"))
                .body("facts.'esxi.advanced.Security.AccountLockFailures'", equalTo("3"))
                .body("facts.'esxi.ntp.servers'", equalTo("ntp1.example.com,ntp2.example.com"))
                .body("facts.'esxi.lockdown-mode'", equalTo("normal"))
                .body("facts.'esxi.vswitch.vSwitch0.allow-promiscuous'", equalTo("false"));
        look("dc1-c0-h0").body("site", equalTo("west")).body("trust.vmm.reason", containsString("hypervisor esxi 5.0"));
        look("dc1-c0-h1").body("trust.overall", equalTo("UNKNOWN"));
    }

    @Test
    void sources_are_for_the_provider() {
        given().get("/v1/inventory-sources").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.token("auditor", "acme"))
                .get("/v1/inventory-sources")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0));
    }

    /** Takes a host away and waits until nothing more is said of it. */
    private void retire(String object, String host) {
        vcenter.remove(object);
        kafka().awaitEvent(HostRetired.class, event -> event.getHostId().equals(host));
    }

    private static void awaitHost(String host, String path, Matcher<?> value) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> look(host).body(path, value));
    }

    private static ValidatableResponse look(String host) {
        return given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/{id}", host)
                .then()
                .statusCode(200);
    }

    private static void awaitSource(String path, Matcher<?> value) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> source().body(path(path), value));
    }

    private static String path(String path) {
        return "items.find { it.id == '" + TestVcenters.PLAYED + "' }." + path;
    }

    private static ValidatableResponse source() {
        return given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/inventory-sources")
                .then()
                .statusCode(200);
    }
}
