package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.Api;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
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
    private static Story story = new Story("", "", "", "");

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
        assertThat(AUDITOR.text("/compliance")).contains("Nothing to rate yet");
        assertThat(AUDITOR.text("/decisions")).contains("No decision of this kind");
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
        MigrationRequested request = TestMigrationEvents.requested("evil", "acme", "east-1", "west-2");
        request.put("workloadName", hostile);
        String decision = Story.block(probe, request);

        AUDITOR.await("/hosts", "alert(1)");
        AUDITOR.await("/migrations", "alert(1)");
        AUDITOR.await("/incidents", "alert(1)");

        for (String path : List.of(
                "/",
                "/hosts",
                "/hosts/east-9",
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
        for (String path : List.of("/hosts/x", "/decisions/x", "/incidents/x", "/migrations/x", "/plan-runs/x")) {
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
