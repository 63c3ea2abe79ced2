package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be judged is refused, and what is no question from the API server is an error. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class WebhookCallsTest extends WebhookSetting {

    @Test
    void what_cannot_be_looked_up_is_refused_and_says_why() throws IOException {
        assertThat(message(webhook.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration("nobody")))))
                .contains("could not decide", "there is no virtual machine instance shop/nobody");
        assertThat(message(migrate())).contains("of 0 nodes that KubeVirt runs machines on, none fits");

        cluster.down = "the nodes of the cluster cannot be watched";
        JsonNode down = migrate();
        assertThat(message(down)).contains("the nodes of the cluster cannot be watched");
        assertThat(down.path("status").path("code").asInt()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'spec': {'vmiName': '../../nodes'}}; spec.vmiName is no name of an object",
                "{'spec': {}}; spec.vmiName is no name of an object",
                "{'spec': {'vmiName': 'WEB', 'sendTo': {'connectURL': 'x'}}}; sends WEB to another cluster",
            })
    void a_migration_that_nobody_can_make_sense_of_is_refused(String object, String why) throws IOException {
        String text = object.replace('\'', '"').replace("WEB", web);

        assertThat(message(webhook.review(Reviews.create(Placements.MIGRATIONS, text))))
                .contains(why.replace("WEB", web));
    }

    @Test
    void more_nodes_than_can_be_judged_are_refused_rather_than_waved_through() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(FakeCluster.bare("other"));
        try (TestWebhook narrow = webhook(Map.of("max-candidates", "1"))) {
            assertThat(message(narrow.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)))))
                    .contains("2 nodes could take it, and no more than 1 are judged at once");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kubevirt.io/virtualmachineinstances, DELETE",
        "kubevirt.io/virtualmachineinstancemigrations, UPDATE",
        "apps/deployments, CREATE"
    })
    void what_is_not_guarded_here_is_not_waved_through(String resource, String operation) throws IOException {
        assertThat(message(webhook.review(Reviews.review(resource, "{}", operation, false))))
                .contains("take it out of the webhook's rules");
    }

    @Test
    void what_takes_too_long_is_refused_in_time() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Cluster slow = new Cluster() {
            @Override
            public List<Node> nodes() {
                return List.of();
            }

            @Override
            public JsonNode machine(String namespace, String name) throws Undecidable {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new Undecidable("it took too long");
            }

            @Override
            public JsonNode pod(String namespace, String name) throws Undecidable {
                throw new Undecidable("there are no pods");
            }

            @Override
            public void change(Node to) {}
        };
        try (TestWebhook patient = TestWebhook.of(slow, folder, service, Map.of("decision-timeout", "30s"))) {
            HttpResponse<String> answer = patient.send(patient.request("/admit?timeout=1s")
                    .POST(BodyPublishers.ofString(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)))));

            assertThat(message(Reviews.json(answer.body()).path("response")))
                    .contains("there was no answer within 900 ms");
            never.countDown();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; 400; no AdmissionReview of version",
                "{; 400; no JSON",
                "{} {}; 400; no JSON",
                "{'kind': 'A', 'kind': 'B'}; 400; no JSON",
                "[]; 400; no AdmissionReview of version admission.k8s.io/v1",
                "{'apiVersion': 'admission.k8s.io/v1beta1', 'kind': 'AdmissionReview'}; 400; [v1]",
                "{'apiVersion': 'admission.k8s.io/v1', 'kind': 'AdmissionReview'}; 400; it has no uid",
            })
    void what_is_no_review_is_an_error(String body, int status, String why) throws IOException {
        HttpResponse<String> answer = webhook.post(body == null ? "" : body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(why).doesNotContain("\"allowed\"");
    }

    @Test
    void what_is_too_long_or_comes_another_way_is_an_error() throws IOException {
        try (TestWebhook brief = webhook(Map.of("max-message", "1024"))) {
            assertThat(brief.post("{\"x\": \"" + "x".repeat(2000) + "\"}").statusCode())
                    .isEqualTo(413);
        }
        assertThat(webhook.send(webhook.request("/admit").GET()).statusCode()).isEqualTo(404);
        assertThat(webhook.send(webhook.request("/other").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(webhook.send(webhook.request("/admit")
                                .setHeader("Content-Type", "text/xml")
                                .POST(BodyPublishers.ofString("<x/>")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void who_does_not_show_the_token_is_not_answered(@TempDir Path own) throws IOException {
        Path token = Files.writeString(own.resolve("token"), "secret-" + UUID.randomUUID() + "\n");
        cluster.node(FakeCluster.bare(hosts.trusted));
        String review = Reviews.create(Placements.MIGRATIONS, Reviews.migration(web));
        try (TestWebhook closed = webhook(Map.of("token-file", token.toString()))) {
            assertThat(closed.post(review).statusCode()).isEqualTo(401);
            assertThat(closed.send(closed.request("/admit")
                                    .header("Authorization", "Bearer other")
                                    .POST(BodyPublishers.ofString(review)))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(closed.send(closed.request("/admit")
                                    .header(
                                            "Authorization",
                                            "Bearer " + Files.readString(token).strip())
                                    .POST(BodyPublishers.ofString(review)))
                            .body())
                    .contains("\"allowed\":true");
        }
    }

    @Test
    void who_shows_no_certificate_of_the_authority_is_not_let_in() {
        try (TestWebhook closed =
                webhook(Map.of("client-ca", folder.resolve("gateway.crt").toString()))) {
            assertThatThrownBy(() -> closed.post("{}")).isInstanceOf(IOException.class);
        }
    }
}
