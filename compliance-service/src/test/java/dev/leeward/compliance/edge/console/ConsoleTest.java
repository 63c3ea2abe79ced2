package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.Api;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.reference.ManifestPart;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the pages say, as the server renders them. */
@QuarkusTest
@TestProfile(ConsoleTest.Profile.class)
@WithTestResource(LeewardStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
    private static final Visitor AUDITOR = Visitor.as("auditor");
    private static final Visitor OFFICER = Visitor.as("security-officer");

    private static KafkaProbe probe;
    private static Story story = Story.NONE;

    /** Its own topics and database. */
    public static class Profile extends ConsoleProfile {}

    @BeforeAll
    static void connect() {
        probe = KafkaProbe.connect();
    }

    @AfterAll
    static void disconnect() {
        probe.close();
    }

    @Test
    @Order(1)
    void whereNothingHappenedYetEveryPageSaysSo() {
        assertThat(AUDITOR.text("/"))
                .contains("No host has been discovered yet", "Nothing to rate yet", "No incident is open")
                .contains("Nothing has been blocked", "No workload has been asked to move", "No recovery plan has run");
        assertThat(AUDITOR.text("/hosts")).contains("No host has been discovered yet");
        assertThat(AUDITOR.text("/reference-manifests")).contains("No manifest of this kind");
        assertThat(AUDITOR.text("/enrolments")).contains("No enrolment of this kind");
        assertThat(AUDITOR.text("/compliance")).contains("Nothing to rate yet");
        assertThat(AUDITOR.text("/decisions")).contains("No decision of this kind");
        assertThat(AUDITOR.text("/simulations")).contains("No simulation of this kind has ended");
        assertThat(AUDITOR.text("/incidents")).contains("No incident of this kind");
        assertThat(AUDITOR.text("/migrations")).contains("No migration of this kind");
        assertThat(AUDITOR.text("/plan-runs")).contains("No recovery plan has run", "No protection group");
        assertThat(AUDITOR.text("/events?type=TrustChanged")).contains("No event of this kind");
    }

    @Test
    @Order(2)
    void theBoardShowsThreeHostsTrustedAndOneNotBecauseOfItsVmm() {
        story = Story.tell(probe);

        String board = AUDITOR.await(
                "/?part=board", "west 1 of 2 trusted", "east-1", "VMM: PCR 17 is not what manifest esxi-5.1 says");

        assertThat(board)
                .contains("east 2 of 2 trusted")
                .containsPattern("west-2 esxi 5.0 Trusted Untrusted Trusted Untrusted .* UTC grants nothing")
                .containsPattern("west-1 esxi 5.1 Trusted Trusted Trusted Trusted .* UTC .* UTC");
        assertThat(AUDITOR.text("/hosts/west-2"))
                .contains("Dell R620, esxi 5.0, site west", "PCR 17 is not what manifest esxi-5.1 says")
                .contains("LW-HW-002", "Not satisfied", "leeward.host.trust.v1/");
        assertThat(AUDITOR.text("/hosts/west-1")).contains("globex-db", "acme-db");
    }

    @Test
    @Order(3)
    void theRatingIsSeventyFivePerCent() {
        String rating = AUDITOR.await("/?part=rating", "75 %", "3 of 4 hosts satisfy every control");

        assertThat(rating).doesNotContain("Nothing to rate");
        assertThat(AUDITOR.text("/compliance?range=24h"))
                .contains("75 % 3 of 4 hosts")
                .containsPattern("east +100 % 2 of 2")
                .containsPattern("west +50 % 1 of 2")
                .containsPattern("Host runs a trusted hypervisor LW-HW-002 +75 % 3 of 4");
        assertThat(AUDITOR.page("/compliance?range=24h")).contains("aria-current=\"true\">24 hours");
        assertThat(AUDITOR.page("/compliance?range=nonsense")).contains("aria-current=\"true\">24 hours");
    }

    @Test
    @Order(4)
    void aBlockIsShownWithItsReasonInTheLogAndAsAnIncident() {
        String blocks = AUDITOR.await("/?part=blocks", "acme-web", "rule destination-trusted");

        assertThat(blocks).contains("east-1 to west-2", "Denied", "Host west-2 is UNTRUSTED (VMM: PCR 17");
        assertThat(AUDITOR.await("/incidents", "High", "New")).contains("west-2");
        assertThat(AUDITOR.text("/decisions?effect=DENY"))
                .contains("acme-web", "Host west-2 is UNTRUSTED")
                .doesNotContain("Allowed acme-db");
        assertThat(AUDITOR.text("/decisions?effect=ALLOW")).contains("acme-db").doesNotContain("UNTRUSTED");
        assertThat(AUDITOR.text("/decisions?workload=acme-web")).contains("show all");
        assertThat(AUDITOR.text("/decisions/" + story.denial()))
                .contains("Migrate acme-web", "Denied", "Host west-2 is UNTRUSTED", "destination-trusted version 1")
                .contains("leeward.policy.decisions.v1/");
    }

    @Test
    @Order(5)
    void migrationsAndPlanRunsShowTheirFigures() {
        AUDITOR.await("/migrations", "acme-db", "Succeeded", "Blocked");
        AUDITOR.await("/migrations?state=Failed", "acme-huge", "east-1 to none chosen", "failed: no-capacity");

        assertThat(AUDITOR.text("/migrations?state=Succeeded"))
                .contains("acme-db", "east-2 to west-1", "40 ms", "900 ms", "1 GiB")
                .doesNotContain("acme-web");
        assertThat(AUDITOR.text("/migrations/" + story.blocked())).contains("Blocked", "UNTRUSTED");
        assertThat(AUDITOR.text("/migrations/" + story.succeeded())).contains("Downtime 40 ms", "Live migration");
        AUDITOR.await("/plan-runs", "globex-plan", "Failover", "Succeeded", "globex-group", "Protected");
        assertThat(AUDITOR.text("/plan-runs/" + story.run()))
                .containsPattern("RTO [0-9.]+ m?s")
                .containsPattern("RPO [0-9.]+ m?s")
                .contains("globex-app", "Succeeded");
    }

    @Test
    @Order(6)
    void theEvidenceLogNamesTopicPartitionOffsetAndHash() {
        AUDITOR.await("/events", "TrustChanged", "MigrationBlocked");

        assertThat(AUDITOR.page("/events?type=MigrationBlocked"))
                .contains("leeward.policy.decisions.v1")
                .containsPattern("title=\"[0-9a-f]{64}\"");
        assertThat(AUDITOR.text("/events?type=MigrationBlocked")).doesNotContain("TrustChanged");
        assertThat(AUDITOR.text("/events?topic=leeward.host.trust.v1"))
                .contains("TrustChanged")
                .doesNotContain("HostDiscovered");
    }

    @Test
    @Order(7)
    void longListsHaveAWayToTheOlderEntriesAndBack() {
        for (int i = 0; i < Listing.SIZE; i++) {
            probe.send(TestEvents.hostMeasured("east-1"));
        }
        AUDITOR.await("/events?type=HostMeasured", "HostMeasured");
        String type = "type=HostMeasured";
        probe.send(TestEvents.hostMeasured("east-1"));

        AUDITOR.await("/events?" + type, "Older");
        String older = href(AUDITOR.page("/events?" + type), "rel=\"next\"");

        assertThat(older).startsWith("/events?" + type).contains("cursor=");
        assertThat(AUDITOR.page(older)).contains("href=\"/events?" + type + "\"");
        assertThat(AUDITOR.get("/events?cursor=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    @Order(8)
    void anIncidentIsAcknowledgedAndResolvedFromItsPage() {
        String id = Api.as("auditor")
                .get("/v1/incidents?rule=migration-blocked-by-trust")
                .getString("items[0].id");
        String page = "/incidents/" + id;
        assertThat(OFFICER.text(page)).contains("High", "New", "Timeline", "Fired", "leeward.policy.decisions.v1/");

        var acknowledged = OFFICER.submit(page, page + "/acknowledge", Map.of());
        String after = OFFICER.text(page);
        var again = OFFICER.submit(page, page + "/acknowledge", Map.of());
        var wordless = OFFICER.submit(page, page + "/resolve", Map.of("comment", " "));
        var resolved = OFFICER.submit(page, page + "/resolve", Map.of("comment", "told the <administrator>"));

        assertThat(acknowledged.statusCode()).isEqualTo(303);
        assertThat(acknowledged.header("Location")).endsWith(page);
        assertThat(after).contains("Acknowledged", "security-officer@example").doesNotContain("Tells others");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(Visitor.words(again.asString())).contains("Somebody was faster");
        assertThat(wordless.statusCode()).isEqualTo(422);
        assertThat(resolved.statusCode()).isEqualTo(303);
        assertThat(OFFICER.text(page))
                .contains("Resolved", "told the &lt;administrator&gt;")
                .doesNotContain("settled?");
        assertThat(OFFICER.text("/incidents?state=RESOLVED")).contains("acme-web");
    }

    @Test
    @Order(9)
    void hostileNamesAreTextAndNothingElse() {
        String hostile = "<script>alert(1)</script>\"'{frame.formProof}";
        HostDiscovered host = TestEvents.hostDiscovered("east-9");
        host.put("name", hostile);
        host.put("vendor", hostile);
        probe.send(host);
        HostEnrolled enrolled = TestEvents.hostEnrolled("east-9");
        enrolled.put("tpmManufacturer", hostile);
        probe.send(enrolled);
        probe.send(TestEvents.enrolmentWithdrawn("east-9", hostile));
        ReferenceManifestPublished manifest = Story.manifest("evil", ManifestPart.PLATFORM, "0 " + hostile);
        manifest.put("product", hostile);
        probe.send(manifest);
        MigrationRequested request = TestMigrationEvents.requested("evil", "acme", "east-1", "west-2");
        request.put("workloadName", hostile);
        String decision = Story.block(probe, request);

        AUDITOR.await("/hosts", "alert(1)");
        AUDITOR.await("/migrations", "alert(1)");
        AUDITOR.await("/reference-manifests", "alert(1)");
        AUDITOR.await("/enrolments", "alert(1)");
        AUDITOR.await("/incidents", "alert(1)");

        for (String path : List.of(
                "/",
                "/hosts",
                "/hosts/east-9",
                "/hosts/east-9/history",
                "/enrolments",
                "/reference-manifests",
                "/reference-manifests/evil?against=bios-2.17",
                "/reference-manifests/evil?against=%3Cscript%3Ealert(1)%3C/script%3E",
                "/migrations",
                "/migrations/" + request.getMigrationId(),
                "/decisions",
                "/decisions/" + decision,
                "/incidents",
                "/events?type=%3Cscript%3Ealert(1)%3C/script%3E",
                "/events?correlation=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                "/decisions?workload=%3Cscript%3Ealert(1)%3C/script%3E",
                "/hosts/%3Cscript%3Ealert(1)%3C%2Fscript%3E")) {
            assertThat(AUDITOR.get(path).asString())
                    .as(path)
                    .contains("alert(1)")
                    .doesNotContain("<script>alert");
        }
    }

    @Test
    @Order(10)
    void whatDoesNotExistIsAPageThatSaysSo() {
        for (String path : List.of(
                "/hosts/x",
                "/hosts/x/history",
                "/reference-manifests/x",
                "/reference-manifests/esxi-5.1?version=9",
                "/reference-manifests/esxi-5.1?against=x",
                "/decisions/x",
                "/simulations/x",
                "/incidents/x",
                "/migrations/x",
                "/plan-runs/x")) {
            var answer = AUDITOR.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.contentType()).as(path).startsWith("text/html");
            assertThat(Visitor.words(answer.asString())).contains("not found", "Back to the overview");
        }
        var nowhere = AUDITOR.request().accept("text/html").get("/nowhere");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(Visitor.words(nowhere.asString())).contains("Not found", "Back to the overview");
    }

    @Test
    @Order(12)
    void aHostThatIsNotTrustedSaysWhyAndWhoVouchesForItsKey() {
        String page = AUDITOR.text("/hosts/west-2");

        assertThat(page)
                .contains("Why it is not trusted VMM compared with esxi-5.1 , version 1")
                .contains("PCR 17 is not what manifest esxi-5.1 says")
                .contains("/v1/reference-manifests/esxi-5.1/diff?against=host:west-2")
                .contains("Endorsed TPM STM ST33HTPHAHD4, version 1.258 Vouched for by STMicroelectronics")
                .contains("Assurance Hardware quote (TPM)", "by attestation-service");
        assertThat(AUDITOR.page("/hosts/west-2")).contains("href=\"/reference-manifests/esxi-5.1?version=1\"");
        assertThat(AUDITOR.text("/hosts/west-1")).doesNotContain("Why it is not trusted");
        assertThat(AUDITOR.text("/hosts/east-1")).contains("Pinned without proof TPM none proved to hold the key");
    }

    @Test
    @Order(13)
    void manifestsAreListedWithTheHostsThatRestOnThem() {
        String list = AUDITOR.text("/reference-manifests");

        assertThat(list)
                .containsPattern("esxi-5.1 esxi 5.1 · version 1 VMM In force 3 every host vendor-lab")
                .containsPattern("esxi-5.0 esxi 5.0 · version 1 VMM Retired 0 every host unsigned")
                .containsPattern("bios-2.17 bios 2.17 · version 1 BIOS In force [45] every host unsigned");
        assertThat(AUDITOR.text("/reference-manifests?of=VMM"))
                .contains("esxi-5.1")
                .doesNotContain("bios-2.17");
        assertThat(AUDITOR.text("/reference-manifests/esxi-5.0")).contains("Retired", "superseded");
    }

    @Test
    @Order(14)
    void aManifestShowsWhatItListsAndHowItDiffersFromAnother() {
        assertThat(AUDITOR.text("/reference-manifests/esxi-5.1"))
                .contains("VMM of esxi 5.1, version 1; for every host", "vendor-lab")
                .contains("key 2026-01", "4, in the order of extension", "17 security module 5.1")
                .doesNotContain("What changed since");

        assertThat(AUDITOR.text("/reference-manifests/esxi-5.1?against=esxi-5.0@1"))
                .contains("What changed since esxi-5.0 version 1")
                .containsPattern("17 2 Changed hypervisor esxi 5.0 [0-9a-f]{12}… hypervisor esxi 5.1 [0-9a-f]{12}…")
                .containsPattern("17 3 Added — security module 5.1")
                .contains("2 measurements are the same");
        assertThat(AUDITOR.text("/reference-manifests/esxi-5.0?against=esxi-5.1"))
                .contains("17 3 Removed security module 5.1");

        probe.send(TestEvents.with(
                Story.manifest("esxi-5.0", ManifestPart.VMM, "17 hypervisor esxi 5.0", "18 launch control policy"),
                "version",
                2));
        AUDITOR.await("/reference-manifests/esxi-5.0", "What changed since esxi-5.0 version 1", "Version 2 In force");
        assertThat(AUDITOR.text("/reference-manifests/esxi-5.0"))
                .containsPattern("17 1 Removed measured launch environment [0-9a-f]{12}… —")
                .contains("Version 1 Retired");
    }

    @Test
    @Order(15)
    void enrolmentsSayWhichTpmSpeaksForAHostUntilTheyEnd() {
        assertThat(AUDITOR.text("/enrolments"))
                .containsPattern("west-2 west Endorsed STM ST33HTPHAHD4 version 1.258 STMicroelectronics 000bab")
                .containsPattern("east-1 east Pinned without proof none proved it nobody");
        assertThat(AUDITOR.text("/enrolments?state=PINNED")).contains("east-1").doesNotContain("west-2 west");

        probe.send(TestEvents.enrolmentWithdrawn("west-2", "The root was retired."));

        AUDITOR.await("/enrolments?state=WITHDRAWN", "west-2", "attestation-service: The root was retired.");
        assertThat(AUDITOR.text("/hosts/west-2")).contains("The root was retired.");
        probe.send(TestEvents.with(TestEvents.hostEnrolled("west-2"), "replacedKey", "000bff"));
        AUDITOR.await("/enrolments?state=ENDORSED", "west-2 west Endorsed in the place of another key");
    }

    @Test
    @Order(16)
    void theHistoryOfAHostTellsVerdictsRefusalsAndKeysOneAfterTheOther() {
        probe.send(TestEvents.evidenceRejected("east-2", "nonce-mismatch"));
        for (int i = 0; i < Listing.SIZE; i++) {
            probe.send(TestEvents.with(TestEvents.trusted("east-2"), "previousOverall", TrustStatus.TRUSTED));
        }
        AUDITOR.await("/hosts/east-2/history?show=all", "Older");

        String changes = AUDITOR.text("/hosts/east-2/history");
        assertThat(changes)
                .containsSubsequence(
                        "Refused Evidence of east-2 was refused: nonce-mismatch",
                        "Trusted Every part is as it should be.",
                        "Stale the last attestation has expired",
                        "Enrolled A key was pinned: its TPM, STM ST33HTPHAHD4, proved that it holds it;")
                .contains("bios-2.17 v1", "esxi-5.1 v1")
                .doesNotContain("Renewed");
        String all = AUDITOR.page("/hosts/east-2/history?show=all");
        assertThat(Visitor.words(all)).contains("Renewed: every part is as it should be.");
        assertThat(href(all, "rel=\"next\"")).startsWith("/hosts/east-2/history?show=all&cursor=");
        assertThat(AUDITOR.text(href(all, "rel=\"next\""))).contains("Refused");
        assertThat(AUDITOR.text("/hosts/east-2")).contains("History what changed last", "Refused");
        assertThat(AUDITOR.get("/hosts/east-2/history?cursor=nonsense").statusCode())
                .isEqualTo(400);
    }

    @Test
    @Order(17)
    void whatVerdictsRestOnIsTheProvidersAndNoTenants() {
        Visitor tenant = Visitor.as("tenant-operator", "acme");

        assertThat(tenant.text("/hosts/west-1"))
                .contains("Trust by part")
                .doesNotContain("Enrolment", "History what changed last", "STMicroelectronics");
        assertThat(tenant.page("/hosts/west-1")).doesNotContain("/reference-manifests");
        assertThat(tenant.text("/hosts/west-1/history")).contains("Nothing has been said");
        assertThat(tenant.text("/enrolments")).contains("No enrolment").doesNotContain("west-1");
        assertThat(tenant.text("/reference-manifests")).contains("No manifest").doesNotContain("esxi");
        assertThat(tenant.get("/reference-manifests/esxi-5.1").statusCode()).isEqualTo(404);
        assertThat(tenant.get("/hosts/west-2/history").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(18)
    void aSimulationShowsWhatWouldChangeForWhomAndWhy() {
        String page = "/simulations/" + story.simulation();
        Visitor tenant = Visitor.as("tenant-operator", "acme");

        AUDITOR.await("/simulations", "provider version 3", "provider version 2", "tenant:acme version 1");

        assertThat(AUDITOR.text("/simulations"))
                .containsPattern("provider version 3 Succeeded everybody .* ann .* 960 57")
                .containsPattern("tenant:acme version 1 Failed acme .* 7 1")
                .contains("does not compile any more");
        assertThat(AUDITOR.text("/simulations?scope=provider&version=2"))
                .contains("Of provider version 2", "show all")
                .doesNotContain("provider version 3");
        assertThat(AUDITOR.text(page))
                .contains("What provider version 3 would have decided", "Everybody's decisions since")
                .contains("57 of 960", "globex Allowed Denied 41", "903 would have come out the same")
                .contains("provider Allowed Pending approval 3")
                .contains("acme-web acme Denied Host west-2 is UNTRUSTED", "Allowed Every policy allows it")
                .contains("provider version 3 has not been in force", "/v1/policy-sets/provider/versions/3/diff")
                .contains("leeward.policy.sets.v1/");
        assertThat(AUDITOR.page(page)).contains("href=\"/decisions/" + story.denial() + "\"");
        assertThat(AUDITOR.page("/policies/provider/2")).contains("href=\"/simulations?scope=provider&amp;version=2\"");
        assertThat(tenant.text("/simulations"))
                .contains("tenant:acme version 1")
                .doesNotContain("provider version");
        assertThat(tenant.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    @Order(19)
    void aConsoleThatKnowsNoPolicyServiceShowsHowToAnswerAndTakesNoAnswer() {
        String token = Tokens.token("security-officer");
        Visitor officer = new Visitor(token);

        assertThat(officer.page("/approvals?state=OPEN"))
                .contains("globex-db", "/actions/approve?comment=")
                .contains("who did not ask themselves answers through policy-service")
                .doesNotContain("<textarea");
        Response answer = officer.fromOwnPage()
                .formParam("proof", Session.formProof(token))
                .post("/approvals/00000000-0000-7000-8000-000000000000/approve");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Visitor.words(answer.asString())).contains("This console takes no answers", "nothing was changed");
    }

    @Test
    @Order(11)
    void onlyTheFragmentThatIsAskedForIsRendered() {
        String part = AUDITOR.page("/?part=incidents");

        assertThat(part.strip()).startsWith("<section").endsWith("</section>").doesNotContain("Attestation");
        assertThat(AUDITOR.page("/decisions?effect=DENY&part=list"))
                .contains("hx-get=\"/decisions?effect=DENY&amp;part=list\"");
        assertThat(AUDITOR.page("/hosts?part=open").strip()).startsWith("<span id=\"open\"");
        assertThat(AUDITOR.page("/?part=unknown")).contains("<!DOCTYPE html>");
    }

    private static String href(String page, String mark) {
        int end = page.indexOf(mark);
        int from = page.lastIndexOf("href=\"", end) + "href=\"".length();
        return page.substring(from, page.indexOf('"', from)).replace("&amp;", "&");
    }
}
