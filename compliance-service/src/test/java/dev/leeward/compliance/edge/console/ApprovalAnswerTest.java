package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Second persons answer in the console; policy-service judges, and its event turns the page. */
@QuarkusTest
@TestProfile(ApprovalAnswerTest.Profile.class)
@WithTestResource(LeewardStack.class)
class ApprovalAnswerTest {
    private static final Visitor OFFICER = Visitor.as("security-officer");
    private static final String PAGE = "/approvals";

    @Inject
    ConsoleConfig config;

    private PolicyServiceDouble policyService;
    private KafkaProbe probe;
    private ApprovalRequested asked;
    private String id;

    /** A console that knows a policy-service, and waits for it a second. */
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "leeward.console.policy-service",
                    PolicyServiceDouble.freeAddress(),
                    "leeward.console.policy-service-timeout",
                    "1s");
        }
    }

    @BeforeEach
    void somebodyNeedsASecondPerson() {
        URI address = config.policyService().orElseThrow();
        policyService = PolicyServiceDouble.at(address);
        probe = KafkaProbe.connect();
        MigrationRequested move = TestMigrationEvents.requested("acme-db", "acme", "west-1", "east-2");
        asked = TestMigrationEvents.approvalRequested(move);
        id = asked.getApprovalId();
        policyService.asked(id, asked.getRequestedBy());
        probe.send(asked);
        OFFICER.await(PAGE, Format.brief(id));
    }

    @AfterEach
    void close() {
        probe.close();
        policyService.close();
    }

    @Test
    void anAnswerGoesOnAsThePersonsOwnAndItsEventTurnsThePage() {
        Response sent = answer(OFFICER, "approve", "CHG-17 & <more>");
        String page = sent.header("Location").replaceFirst("^https?://[^/]+", "");
        String before = OFFICER.text(page);
        probe.send(TestEvents.with(TestMigrationEvents.approvalGiven(asked, true), "comment", "CHG-17"));

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(page).isEqualTo("/approvals?answered=" + id);
        assertThat(before)
                .contains("policy-service took the answer about acme-db to east-2", "as soon as its event arrives")
                .containsPattern(Format.brief(id) + " Open");
        PolicyServiceDouble.Call call = policyService.calls().getLast();
        assertThat(call.path()).isEqualTo("/v1/approvals/" + id + "/actions/approve");
        assertThat(call.query()).isEqualTo(Map.of("comment", "CHG-17 & <more>"));
        assertThat(call.claims().path("sub").asText()).isEqualTo("security-officer@example");
        assertThat(call.correlation()).isEqualTo(sent.header("X-Correlation-Id"));
        OFFICER.await(page, "acme-db to east-2: Granted by security-officer@example");
        assertThat(OFFICER.text(page)).containsPattern(Format.brief(id) + " Granted");
        assertThat(OFFICER.page(page)).doesNotContain("/approvals/" + id + "/approve");
        assertThat(OFFICER.page(page + "&part=outcome").strip()).startsWith("<div id=\"outcome\"");
    }

    @Test
    void aRefusalNeedsNoCommentAndComesBackToTheListItWasGivenOn() {
        Response sent = OFFICER.submit(PAGE + "?state=OPEN", PAGE + "/" + id + "/reject", Map.of("state", "OPEN"));

        assertThat(sent.header("Location")).endsWith("/approvals?state=OPEN&answered=" + id);
        assertThat(policyService.calls().getLast().path()).endsWith("/actions/reject");
        assertThat(policyService.calls().getLast().query()).isEmpty();
    }

    @Test
    void nobodyAnswersTheirOwnRequestAndThePageSaysSoInPolicyServicesWords() {
        Visitor asker = new Visitor(Tokens.of(asked.getRequestedBy(), "operator"));

        Response refused = answer(asker, "approve", "I may <surely>");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Visitor.words(refused.asString()))
                .contains("acme-db to east-2: Nobody approves what they asked for themselves. Ask a second person")
                .containsPattern(Format.brief(id) + " Open");
        assertThat(refused.asString())
                .contains("role=\"alert\"", "autofocus>I may &lt;surely&gt;</textarea>")
                .contains("hx-get=\"/approvals?part=list\"", "hx-get=\"/approvals?part=open\"");
    }

    @Test
    void whatComesTooLateIsToldWithTheRemedy() {
        answer(Visitor.as("admin"), "approve", "");
        Response late = answer(OFFICER, "reject", "");
        Response again = answer(Visitor.as("admin"), "approve", "");
        policyService.lapsed(id);
        Response lapsed = answer(OFFICER, "approve", "");

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(Visitor.words(late.asString())).contains("The request was answered before.");
        assertThat(again.statusCode()).isEqualTo(303);
        assertThat(lapsed.statusCode()).isEqualTo(409);
        assertThat(Visitor.words(lapsed.asString())).contains("The request lapsed. Ask for the decision again.");
    }

    @Test
    void aPolicyServiceThatIsDownTookNothing() {
        policyService.close();

        Response answer = answer(OFFICER, "approve", "CHG-17");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Visitor.words(answer.asString()))
                .contains("policy-service cannot be reached; your answer was not given.");
        assertThat(answer.asString()).contains("autofocus>CHG-17</textarea>");
    }

    @Test
    void whereItDoesNotAnswerNobodyClaimsToKnowWhatBecameOfIt() {
        policyService.silentAbout(id);
        Response silent = answer(OFFICER, "approve", "");
        policyService.brokenAbout(id);
        Response broken = answer(OFFICER, "approve", "");

        assertThat(silent.statusCode()).isEqualTo(504);
        assertThat(Visitor.words(silent.asString()))
                .contains("did not answer within 1", "is not known", "the same one twice counts once");
        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(Visitor.words(broken.asString()))
                .contains("policy-service answered with HTTP status 500")
                .doesNotContain("it broke");
    }

    @Test
    void aTokenThatPolicyServiceDoesNotTakeIsToldApartFromAMissingRole() {
        policyService.refuseTokens(true);

        Response answer = answer(OFFICER, "approve", "");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Visitor.words(answer.asString()))
                .contains("does not accept the token of this session", "Sign in again");
    }

    @Test
    void whoeverMayNotAnswerSeesNoFormAndSendsNone() {
        for (Visitor visitor : List.of(Visitor.as("auditor"), Visitor.as("tenant-operator", "acme"))) {
            assertThat(visitor.page(PAGE))
                    .contains(Format.brief(id), "answers here or through policy-service")
                    .doesNotContain("<textarea", "formaction");
            Response answer = visitor.fromOwnPage().formParam("proof", "x").post(PAGE + "/" + id + "/approve");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(Visitor.words(answer.asString())).contains("Forbidden");
        }
        assertThat(policyService.calls()).isEmpty();
    }

    @Test
    void nothingGoesOnWithoutTheProofOfThePageOrWithWordsThatPolicyServiceWouldNotTake() {
        String proof = OFFICER.proof(PAGE);
        String action = PAGE + "/" + id + "/approve";

        Response without = OFFICER.fromOwnPage().formParam("comment", "x").post(action);
        Response foreign = OFFICER.request()
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("proof", proof)
                .post(action);
        Response wordy = answer(OFFICER, "approve", "x".repeat(501));

        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(Visitor.words(without.asString())).contains("Form expired", "nothing was changed");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(wordy.statusCode()).isEqualTo(422);
        assertThat(Visitor.words(wordy.asString())).contains("more than 500 characters");
        assertThat(policyService.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "..%2F..%2Fbreak-glass%2Fx", "%2e%2e", "1?a=b#", "0199%0d%0aX: y"})
    void nothingButAnIdGetsIntoTheAddressThatIsCalled(String id) {
        Response answer = OFFICER.fromOwnPage()
                .urlEncodingEnabled(false)
                .formParam("proof", OFFICER.proof(PAGE))
                .post(PAGE + "/" + id.replace(" ", "%20").replace("?", "%3F").replace("#", "%23") + "/approve");

        assertThat(answer.statusCode()).isBetween(400, 405);
        assertThat(policyService.calls()).isEmpty();
    }

    private Response answer(Visitor visitor, String answer, String comment) {
        return visitor.submit(PAGE, PAGE + "/" + id + "/" + answer, Map.of("comment", comment));
    }
}
