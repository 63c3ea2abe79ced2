package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signing in with an organisation's identity provider, by the configuration that docs/console.md names. */
@QuarkusTest
@TestProfile(ProviderSignInTest.Profile.class)
@WithTestResource(ProviderSignInTest.StackWithProvider.class)
class ProviderSignInTest {
    @Inject
    ConsoleConfig config;

    /** Its own application. */
    public static class Profile implements QuarkusTestProfile {}

    /** The stack, with an identity provider in the place of the local issuer's key. */
    public static class StackWithProvider implements QuarkusTestResourceLifecycleManager {
        private final LeewardStack stack = new LeewardStack();
        private @Nullable IdentityProvider provider;

        @Override
        public Map<String, String> start() {
            IdentityProvider started = IdentityProvider.start();
            provider = started;
            Map<String, String> config = new HashMap<>(stack.start());
            config.remove("quarkus.oidc.public-key");
            config.put("quarkus.oidc.auth-server-url", started.address());
            config.put("quarkus.oidc.application-type", "hybrid");
            config.put("quarkus.oidc.client-id", "leeward");
            config.put("quarkus.oidc.credentials.secret", "a secret that is long enough to encrypt cookies with");
            config.put("quarkus.oidc.authentication.redirect-path", "/");
            config.put("leeward.console.policy-service", PolicyServiceDouble.freeAddress());
            config.put("quarkus.oidc.authentication.restore-path-after-redirect", "true");
            return config;
        }

        @Override
        public void stop() {
            if (provider != null) {
                provider.close();
            }
            stack.stop();
        }
    }

    @Test
    void whoeverIsNotSignedInGoesToTheProviderAndComesBackToThePageTheyWanted() {
        Map<String, String> cookies = new HashMap<>();
        Response returned = signIn("/incidents", cookies);

        assertThat(returned.statusCode()).isEqualTo(200);
        assertThat(Visitor.words(returned.asString())).contains("Incidents", IdentityProvider.PERSON, "auditor");
        Response signedOut = Visitor.anonymous()
                .cookies(cookies)
                .header("Sec-Fetch-Site", "same-origin")
                .post("/logout");
        assertThat(signedOut.statusCode()).isEqualTo(303);
        assertThat(signedOut.headers().getValues("Set-Cookie").toString()).contains("q_session=", "Max-Age=0");
    }

    @Test
    void policyServiceIsCalledWithTheAccessTokenAndNotWithTheOneThatSaysWhoSomebodyIs() {
        String request = "0199b3a0-0000-7000-8000-000000000001";
        ApprovalRequested asked = TestMigrationEvents.approvalRequested(
                TestMigrationEvents.requested("acme-db", "acme", "west-1", "east-2"));
        asked.put("approvalId", request);
        try (KafkaProbe probe = KafkaProbe.connect();
                PolicyServiceDouble policyService =
                        PolicyServiceDouble.at(config.policyService().orElseThrow())) {
            probe.send(asked);
            policyService.asked(request, asked.getRequestedBy());
            Map<String, String> cookies = new HashMap<>();
            signIn("/approvals", cookies);
            String page = Awaitility.await()
                    .until(
                            () -> Visitor.anonymous()
                                    .cookies(cookies)
                                    .get("/approvals")
                                    .asString(),
                            html -> html.contains("acme-db"));

            Response answer = Visitor.anonymous()
                    .cookies(cookies)
                    .header("Sec-Fetch-Site", "same-origin")
                    .formParam("proof", Visitor.proofIn(page))
                    .post("/approvals/" + request + "/approve");

            assertThat(answer.statusCode()).isEqualTo(303);
            JsonNode claims = policyService.calls().getLast().claims();
            assertThat(claims.path("sub").asText()).isEqualTo(IdentityProvider.PERSON);
            assertThat(claims.path("exp").asInt() - claims.path("iat").asInt()).isEqualTo(IdentityProvider.ACCESS);
        }
    }

    private static Response signIn(String page, Map<String, String> cookies) {
        Response sent = Visitor.anonymous().get(page);
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.header("Location")).contains("/authorize?", "client_id=leeward");
        cookies.putAll(sent.cookies());
        Response returned = Visitor.anonymous().urlEncodingEnabled(false).get(sent.header("Location"));
        for (int i = 0; i < 3 && returned.statusCode() / 100 == 3; i++) {
            returned = Visitor.anonymous()
                    .urlEncodingEnabled(false)
                    .cookies(cookies)
                    .get(returned.header("Location"));
            cookies.putAll(returned.cookies());
        }
        return returned;
    }

    @Test
    void theFormSaysThatThereIsAProvider() {
        assertThat(Visitor.words(Visitor.anonymous().get("/login").asString()))
                .contains("Sign in with your organisation's account")
                .doesNotContain("./leeward token");
    }

    @Test
    void theApiStillAnswersProgramsWithoutATokenPlainly() {
        Response answer = Visitor.anonymous().get("/v1/rating");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }
}
