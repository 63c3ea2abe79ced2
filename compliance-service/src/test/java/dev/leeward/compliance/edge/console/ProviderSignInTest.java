package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signing in with an organisation's identity provider, by the configuration that docs/console.md names. */
@QuarkusTest
@TestProfile(ProviderSignInTest.Profile.class)
@WithTestResource(ProviderSignInTest.StackWithProvider.class)
class ProviderSignInTest {
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
        Response sent = Visitor.anonymous().get("/incidents");
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.header("Location")).contains("/authorize?", "client_id=leeward");

        Response granted = Visitor.anonymous().urlEncodingEnabled(false).get(sent.header("Location"));
        Response returned = Visitor.anonymous()
                .urlEncodingEnabled(false)
                .cookies(sent.cookies())
                .get(granted.header("Location"));
        Map<String, String> cookies = new HashMap<>(sent.cookies());
        cookies.putAll(returned.cookies());
        for (int i = 0; i < 2 && returned.statusCode() / 100 == 3; i++) {
            returned = Visitor.anonymous()
                    .urlEncodingEnabled(false)
                    .cookies(cookies)
                    .get(returned.header("Location"));
            cookies.putAll(returned.cookies());
        }

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
