package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Migrations whose decision demands that the destination attests first. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class MigrationDemandTest extends ApiTest {
    private static final String HOST = "host-142";

    @Inject
    MutableClock clock;

    private final Polls polls = new Polls();

    @AfterEach
    void hangUp() {
        polls.close();
    }

    @Test
    void a_destination_that_a_migration_waits_for_is_challenged_before_its_time() throws Exception {
        Agent agent = Agent.enrolled(HOST, "5.1");
        agent.attest().statusCode(200);
        while (next().isBefore(clock.instant().plusSeconds(60))) {
            clock.advance(Duration.ofSeconds(20));
            agent.attest().statusCode(200);
        }
        Instant before = clock.instant();
        CompletableFuture<HttpResponse<String>> waits = polls.wait(HOST, 50);

        kafka().send(TestMigrationEvents.attestationDemanded(
                TestMigrationEvents.requested("acme-web", "acme", "host-1", HOST)));

        Agent.Challenge challenge = Polls.challenge(waits.get(40, TimeUnit.SECONDS));
        clock.advance(Duration.ofMillis(5));
        agent.submit(challenge, agent.evidence(challenge)).statusCode(200);
        TrustChanged answer = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals(HOST)
                                && event.getAttestedAt() != null
                                && event.getAttestedAt().isAfter(before));
        assertThat(answer.getOverall().name()).isEqualTo("TRUSTED");
    }

    private static Instant next() {
        return Instant.parse(given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/{id}", HOST)
                .then()
                .statusCode(200)
                .extract()
                .path("nextAttestation"));
    }
}
