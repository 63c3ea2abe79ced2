package dev.leeward.messaging;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.app.Consumers;
import dev.leeward.testkit.EmbeddedKafka;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.TcpProxy;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole service while the broker or the database is away. */
@QuarkusTest
@WithTestResource(BreakableStack.class)
@SuppressWarnings("NullAway.Init") // the test resource fills the fields
class OutagesTest {
    TcpProxy toKafka;
    TcpProxy toPostgres;
    EmbeddedKafka kafka;

    @Inject
    Consumers consumers;

    @Inject
    FeedLag lag;

    @AfterEach
    void heal() {
        toKafka.heal();
        toPostgres.heal();
    }

    @Test
    void withoutTheBrokerCommandsAreAcceptedAndTheirEventsComeLater() {
        assertThat(write("outage-0").statusCode()).isEqualTo(200);
        awaitApplied("outage-0", 1);

        toKafka.cut();
        assertThat(write("outage-1").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/q/health/ready")
                        .then()
                        .statusCode(200)
                        .body("checks.find { it.name == 'outbox-relay' }.data.degraded", equalTo(true)));
        given().get("/q/health/live").then().statusCode(200);
        assertThat(write("outage-2").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lag.staleness(Topic.HOST_TRUST.topicName()).compareTo(Duration.ofSeconds(4)) > 0);
        toKafka.heal();

        awaitApplied("outage-", 3);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lag.staleness(Topic.HOST_TRUST.topicName()).compareTo(Duration.ofSeconds(4)) < 0);
    }

    @Test
    void withoutTheDatabaseTheServiceSaysSoAndNoEventIsSkipped() {
        try (KafkaProbe probe = KafkaProbe.connect(kafka.bootstrapServers())) {
            probe.send(TestEvents.trusted("dark-0"));
            awaitApplied("dark-0", 1);

            toPostgres.cut();
            for (int i = 1; i <= 20; i++) {
                probe.send(TestEvents.trusted("dark-" + i));
            }
            write("dark-21")
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .body("code", equalTo("database-unavailable"))
                    .header("Retry-After", notNullValue());
            given().get("/q/health/ready").then().statusCode(503);
            given().get("/q/health/live").then().statusCode(200);
            toPostgres.heal();

            awaitApplied("dark-", 21);
            await().atMost(Duration.ofSeconds(20)).until(() -> write("dark-22").statusCode() == 200);
            probe.awaitEvent(TrustChanged.class, event -> event.getHostId().equals("dark-22"));
            assertThat(probe.records(Topic.POLICY_DEAD_LETTER)).isEmpty();
        }
    }

    private static Response write(String id) {
        return given().auth()
                .oauth2(Tokens.token("operator"))
                .contentType(ContentType.JSON)
                .body("{\"id\": \"" + id + "\", \"text\": \"hello\"}")
                .post("/v1/notes");
    }

    private void awaitApplied(String prefix, int count) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(consumers.applied(prefix)).hasSize(count));
    }
}
