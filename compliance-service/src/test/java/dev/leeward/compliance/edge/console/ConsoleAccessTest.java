package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.Api;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in, how, and what they may do there. */
@QuarkusTest
@TestProfile(ConsoleAccessTest.Profile.class)
@WithTestResource(LeewardStack.class)
class ConsoleAccessTest {
    private static final List<String> PAGES = List.of(
            "/",
            "/hosts",
            "/hosts/east-1",
            "/compliance",
            "/decisions",
            "/decisions/1",
            "/approvals",
            "/policies",
            "/policies/provider/1",
            "/simulations",
            "/simulations/1",
            "/coverage",
            "/incidents",
            "/incidents/1",
            "/migrations",
            "/migrations/1",
            "/plan-runs",
            "/plan-runs/1",
            "/events",
            "/live");

    private static String acmesIncident = "";

    /** Its own topics and database. */
    public static class Profile extends ConsoleProfile {}

    @BeforeEach
    void twoTenantsHaveAnIncidentEach() {
        if (!acmesIncident.isEmpty()) {
            return;
        }
        try (KafkaProbe probe = KafkaProbe.connect()) {
            Story.block(probe, TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-2"));
            Story.block(probe, TestMigrationEvents.requested("globex-app", "globex", "east-1", "west-2"));
        }
        JsonPath incidents = Api.as("auditor")
                .await(
                        "/v1/incidents?rule=migration-blocked-by-trust",
                        json -> json.getList("items").size() == 2);
        acmesIncident = incidents.getString("items.find { it.tenant == 'acme' }.id");
    }

    @Test
    void whoeverIsNotSignedInIsSentToTheForm() {
        for (String page : PAGES) {
            Response answer = Visitor.anonymous().get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(303);
            assertThat(answer.header("Location")).as(page).contains("/login");
            assertThat(answer.asString()).as(page).isEmpty();
        }
        assertThat(Visitor.anonymous().get("/incidents/1?x=y").header("Location"))
                .endsWith("/login?next=%2Fincidents%2F1%3Fx%3Dy");
    }

    @Test
    void aFragmentThatIsAskedForAfterTheSessionEndedSendsTheWholePageToTheForm() {
        Response answer = Visitor.anonymous().header("HX-Request", "true").get("/?part=board");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("HX-Redirect")).isEqualTo("/login");
    }

    @Test
    void aTokenInTheFormBecomesACookieThatNoScriptCanRead() {
        Response answer = signIn(Tokens.token("auditor"), "/incidents");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/incidents");
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("Secure");
        Matcher age = Pattern.compile("Max-Age=(\\d+)").matcher(cookie);
        assertThat(age.find()).isTrue();
        assertThat(Integer.parseInt(age.group(1))).isBetween(7_000, 7_200);
        assertThat(Session.start("t", 1, true).isSecure()).isTrue();
    }

    @Test
    void theLaunchersLinkSignsInAndLeavesNoTokenInTheAddress() {
        Response answer =
                Visitor.anonymous().queryParam("token", Tokens.token("admin")).get("/login");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/").doesNotContain("token");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(new Visitor(answer.cookie(Session.COOKIE)).text("/")).contains("admin@example");
    }

    @Test
    void aTokenThatIsNotGoodSignsNobodyIn() {
        Tokens.refused("admin").forEach((why, token) -> {
            Response answer = signIn(token, "/");
            assertThat(answer.statusCode()).as(why).isEqualTo(401);
            assertThat(answer.cookies()).as(why).isEmpty();
            assertThat(Visitor.words(answer.asString())).as(why).contains("not accepted");
            assertThat(answer.asString()).as(why).doesNotContain(token);
            assertThat(new Visitor(token).get("/").statusCode()).as(why).isEqualTo(303);
        });
        assertThat(signIn(" ", "/").statusCode()).isEqualTo(400);
    }

    @Test
    void programsHaveNoBusinessInTheConsole() {
        for (String token : List.of(Tokens.agent("east-1"), Tokens.token("enforcement-point"))) {
            Response answer = signIn(token, "/");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.cookies()).isEmpty();
            Response page = new Visitor(token).get("/");
            assertThat(page.statusCode()).isEqualTo(403);
            assertThat(Visitor.words(page.asString())).contains("Forbidden");
        }
    }

    @Test
    void signingInLeadsToPagesOfOursOnly() {
        for (String next : List.of(
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "/v1/rating",
                "/login\r\nSet-Cookie: a=b",
                "javascript:alert(1)",
                "")) {
            assertThat(signIn(Tokens.token("auditor"), next).header("Location"))
                    .as(next)
                    .matches("(http://[^/]+)?/");
        }
    }

    @Test
    void theApiTakesNoCookieForAToken() {
        for (String path : List.of("/v1/rating", "/v1/incidents", "/subjects", "/q/metrics")) {
            assertThat(Visitor.as("admin").get(path).statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void aFormOfAnotherSiteIsNotTaken() {
        Visitor officer = Visitor.as("security-officer");
        String page = "/incidents/" + acmesIncident;
        String proof = officer.proof(page);
        for (Header origin : List.of(
                new Header("Sec-Fetch-Site", "cross-site"),
                new Header("Sec-Fetch-Site", "same-site"),
                new Header("Sec-Fetch-Site", "none"),
                new Header("Origin", "https://evil.example"),
                new Header("Origin", "null"),
                new Header("X-Nothing", "said"))) {
            Response answer =
                    officer.request().header(origin).formParam("proof", proof).post(page + "/acknowledge");
            assertThat(answer.statusCode()).as(origin.toString()).isEqualTo(403);
        }
        assertThat(Visitor.anonymous()
                        .header("Sec-Fetch-Site", "cross-site")
                        .formParam("token", Tokens.token("admin"))
                        .post("/login")
                        .cookies())
                .isEmpty();
        assertThat(officer.text(page)).contains("New").doesNotContain("Acknowledged");
    }

    @Test
    void aBrowserThatSendsOnlyItsOriginIsBelieved() {
        String own = "http://localhost:" + RestAssured.port;

        Response answer = Visitor.anonymous()
                .header("Origin", own)
                .formParam("token", Tokens.token("admin"))
                .post("/login");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void aFormWithoutTheProofOfItsSessionIsNotTaken() {
        Visitor officer = Visitor.as("security-officer");
        String page = "/incidents/" + acmesIncident;
        String foreign = Visitor.as("operator").proof(page);

        Response without = officer.fromOwnPage().post(page + "/acknowledge");
        Response withForeign = officer.fromOwnPage().formParam("proof", foreign).post(page + "/acknowledge");

        assertThat(without.statusCode()).isIn(403, 415);
        assertThat(withForeign.statusCode()).isEqualTo(403);
        assertThat(Visitor.words(withForeign.asString())).contains("Form expired", "nothing was changed");
        assertThat(officer.text(page)).contains("New").doesNotContain("Acknowledged");
    }

    @Test
    void anAuditorReadsAndChangesNothing() {
        Visitor auditor = Visitor.as("auditor");
        String page = "/incidents/" + acmesIncident;

        Response answer = auditor.fromOwnPage().formParam("proof", "x").post(page + "/acknowledge");

        assertThat(auditor.page(page))
                .contains("Your role reads and changes nothing")
                .doesNotContain("<textarea");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        Visitor acme = Visitor.as("tenant-operator", "acme");
        Visitor globex = Visitor.as("tenant-operator", "globex");

        for (String path : List.of("/", "/decisions", "/incidents", "/migrations", "/events")) {
            assertThat(acme.text(path)).as(path).contains("tenant acme").doesNotContain("globex");
            assertThat(globex.text(path)).as(path).contains("tenant globex").doesNotContain("acme");
        }
        assertThat(acme.get("/incidents/" + acmesIncident).statusCode()).isEqualTo(200);
        assertThat(globex.get("/incidents/" + acmesIncident).statusCode()).isEqualTo(404);
        Response foreign = globex.fromOwnPage()
                .formParam("proof", Session.formProof(Tokens.token("tenant-operator", "globex")))
                .post("/incidents/" + acmesIncident + "/acknowledge");
        assertThat(foreign.statusCode()).isIn(403, 404);
        assertThat(new Visitor(Tokens.token("tenant-operator")).get("/").statusCode())
                .isEqualTo(403);
    }

    @Test
    void signingOutEndsTheSession() {
        Response answer = Visitor.as("auditor").fromOwnPage().post("/logout");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/login");
        assertThat(answer.header("Set-Cookie")).contains(Session.COOKIE + "=", "Max-Age=0");
    }

    @Test
    void everyAnswerTellsTheBrowserToBeStrict() {
        for (Response answer : List.of(
                Visitor.as("auditor").get("/"),
                Visitor.anonymous().get("/login"),
                Visitor.anonymous().get("/"),
                Visitor.as("auditor").get("/hosts/x"))) {
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(Visitor.as("auditor").page("/"))
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContainPattern("\\sstyle=")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @Test
    void scriptsAndStylesAreOursPublicCompressedAndKept() {
        String page = Visitor.anonymous().get("/login").asString();
        Matcher asset =
                Pattern.compile("(?:src|href)=\"(/static/bundle/[^\"]+)\"").matcher(page);
        int found = 0;
        while (asset.find()) {
            Response answer =
                    Visitor.anonymous().header("Accept-Encoding", "gzip").get(asset.group(1));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(answer.header("Cache-Control")).contains("immutable");
            found++;
        }
        assertThat(found).isEqualTo(2);
        assertThat(Visitor.anonymous().get("/favicon.svg").statusCode()).isEqualTo(200);
    }

    private static Response signIn(String token, String next) {
        return Visitor.anonymous()
                .header("Sec-Fetch-Site", "same-origin")
                .formParams(Map.of("token", token, "next", next))
                .post("/login");
    }
}
