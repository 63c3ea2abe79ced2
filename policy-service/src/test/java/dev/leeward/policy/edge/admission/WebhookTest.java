package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.World;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import io.micrometer.core.instrument.Counter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server asks is answered over HTTPS by the same gate as everything else, and never by a guess. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class WebhookTest {

    @TempDir
    static Path folder;

    @Inject
    AdmissionService service;

    @Inject
    World world;

    @Inject
    KubernetesHosts hosts;

    private FakeCluster cluster;
    private TestWebhook webhook;
    private String web;

    @BeforeEach
    void open() {
        web = World.unique("web");
        cluster = new FakeCluster()
                .node(FakeCluster.bare(hosts.source))
                .has(web, Reviews.instance(web, hosts.source, "{}"));
        webhook = webhook(Map.of());
    }

    private TestWebhook webhook(Map<String, String> settings) {
        return TestWebhook.of(cluster, folder, service, settings);
    }

    @AfterEach
    void shut() {
        webhook.close();
    }

    private JsonNode migrate() throws IOException {
        return webhook.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)));
    }

    private static String message(JsonNode response) {
        assertThat(response.path("allowed").asBoolean(true)).isFalse();
        return response.path("status").path("message").asText();
    }

    @Test
    void a_move_that_can_only_end_on_trusted_nodes_passes_and_is_on_record() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        String review = Reviews.create(Placements.MIGRATIONS, Reviews.migration(web));

        JsonNode response = webhook.review(review);

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("uid"))
                .isEqualTo(Reviews.json(review).path("request").path("uid"));
        DecisionMade made = world.kafka()
                .awaitEvent(DecisionMade.class, event -> event.getWorkloadId().equals("shop." + web));
        assertThat(response.path("auditAnnotations").path("decision").asText())
                .isEqualTo(made.getDecisionId().toString());
        assertThat(made.getEffect()).isEqualTo(Effect.ALLOW);
        assertThat(made.getEnforcementPoint()).isEqualTo("kubernetes:blue");
        assertThat(made.getPrincipal().getId()).isEqualTo("olga");
        assertThat(made.getSourceHost()).isEqualTo(hosts.source);
        assertThat(made.getDestinationHost()).isEqualTo(hosts.trusted);
    }

    @Test
    void a_move_that_may_end_on_an_untrusted_node_is_refused_with_the_reason_and_published() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(FakeCluster.bare(hosts.untrusted));

        JsonNode response = migrate();

        assertThat(message(response))
                .contains("Leeward refuses to migrate shop/" + web + ": Host " + hosts.untrusted + " is not trusted")
                .contains("each of the 2 nodes that could take it must pass");
        assertThat(response.path("status").path("code").asInt()).isEqualTo(403);
        assertThat(response.path("status").path("reason").asText()).isEqualTo("Forbidden");
        MigrationBlocked blocked = world.kafka()
                .awaitEvent(MigrationBlocked.class, event -> message(response).contains(event.getDecisionId()));
        assertThat(blocked.getWorkloadName()).isEqualTo("shop/" + web);
        assertThat(blocked.getRule()).isEqualTo("builtin-destination-trusted");
    }

    @Test
    void a_node_that_its_mark_keeps_the_scheduler_off_stands_in_nobodys_way() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(hosts.untrusted, new Mark(TrustStatus.UNTRUSTED, true));

        assertThat(migrate().path("allowed").asBoolean()).isTrue();
    }

    @Test
    void where_every_node_is_marked_the_answer_says_what_is_wrong_with_them() throws IOException {
        cluster.node(hosts.untrusted, new Mark(TrustStatus.UNTRUSTED, true));

        assertThat(message(migrate())).contains("Host " + hosts.untrusted + " is not trusted");
    }

    @Test
    void a_machine_that_tolerates_the_mark_is_judged_for_marked_nodes() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted))
                .node(hosts.untrusted, new Mark(TrustStatus.UNTRUSTED, true))
                .has(web, Reviews.instance(web, hosts.source, "{\"tolerations\": [{\"operator\": \"Exists\"}]}"));

        assertThat(message(migrate())).contains("Host " + hosts.untrusted + " is not trusted");
    }

    @Test
    void a_node_that_leeward_does_not_know_is_no_place_to_go_to() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(FakeCluster.bare("stranger"));

        assertThat(message(migrate())).contains("stranger");
    }

    @Test
    void what_the_machine_selects_by_narrows_where_it_may_go_and_so_does_the_migration() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(FakeCluster.bare(hosts.untrusted));
        String narrowed = """
            {"spec": {"vmiName": "%s", "addedNodeSelector": {"kubernetes.io/hostname": "%s"}}}
            """;

        assertThat(webhook.review(Reviews.create(Placements.MIGRATIONS, narrowed.formatted(web, hosts.trusted)))
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        cluster.has(web, Reviews.instance(web, hosts.source, Reviews.onNode(hosts.untrusted)));
        assertThat(message(
                        webhook.review(Reviews.create(Placements.MIGRATIONS, narrowed.formatted(web, hosts.trusted)))))
                .contains("Host " + hosts.untrusted + " is not trusted");
    }

    @Test
    void a_start_is_judged_for_each_node_that_it_may_be_on() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted)).node(FakeCluster.bare(hosts.untrusted));

        assertThat(webhook.review(Reviews.create(
                                Placements.INSTANCES, Reviews.instance(web, "", Reviews.onNode(hosts.trusted))))
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(message(webhook.review(Reviews.create(
                        Placements.INSTANCES, Reviews.instance(web, "", Reviews.onNode(hosts.untrusted))))))
                .contains("Leeward refuses to power-on shop/" + web, hosts.untrusted + " is not trusted");
    }

    @Test
    void a_virtual_machine_that_names_its_node_is_judged_when_it_is_written_down() throws IOException {
        cluster.node(FakeCluster.bare(hosts.untrusted));
        String machine = """
            {"metadata": {"name": "%s"}, "spec": {"template": {"spec": %s}}}
            """;

        assertThat(message(webhook.review(
                        Reviews.create(Placements.MACHINES, machine.formatted(web, Reviews.onNode(hosts.untrusted))))))
                .contains(hosts.untrusted + " is not trusted");
        assertThat(webhook.review(Reviews.create(Placements.MACHINES, machine.formatted(web, "{}")))
                        .path("allowed")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void a_dry_run_is_answered_and_leaves_nothing_behind() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        labelled(workload(Map.of("two-person", "true")));
        try (TestWebhook byLabel = webhook(Map.of("workload-id", "LABEL"))) {
            double before = decisions();

            String refused = message(byLabel.review(Reviews.dryRun(Placements.MIGRATIONS, Reviews.migration(web))));

            assertThat(refused).endsWith("; it would need approval").doesNotContain("(decision");
            assertThat(decisions()).isEqualTo(before);
        }
    }

    private double decisions() {
        return service.registry.find("leeward.policy.decisions").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private String workload(Map<String, String> labels) {
        String workload = World.unique("k8s");
        world.workload(workload, "acme", hosts.source, labels);
        return workload;
    }

    private void labelled(String workload) {
        cluster.has(web, """
            {"metadata": {"name": "%s", "labels": {"leeward.dev/workload": "%s"}}, "spec": {},
             "status": {"nodeName": "%s"}}
            """.formatted(web, workload, hosts.source));
    }

    @Test
    void a_label_says_which_workload_it_is_only_where_that_is_wanted() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        String workload = workload(Map.of());
        labelled(workload);
        try (TestWebhook byLabel = webhook(Map.of("workload-id", "LABEL"))) {
            String decided = byLabel.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)))
                    .path("auditAnnotations")
                    .path("decision")
                    .asText();
            String decidedByName =
                    migrate().path("auditAnnotations").path("decision").asText();

            assertThat(made(decided).getWorkloadId()).isEqualTo(workload);
            assertThat(made(decidedByName).getWorkloadId()).isEqualTo("shop." + web);
        }
    }

    @Test
    void the_schedulers_choice_is_judged_for_whoever_was_allowed_to_have_the_machine_there() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted))
                .node(hosts.untrusted, new Mark(TrustStatus.UNTRUSTED, true))
                .hasPod("launcher", Reviews.launcher(web))
                .hasPod("database", "{\"metadata\": {}}");

        assertThat(message(webhook.review(Reviews.binding("launcher", hosts.trusted))))
                .contains("nobody was allowed to migrate shop/" + web + " to node " + hosts.trusted);
        assertThat(migrate().path("allowed").asBoolean()).isTrue();
        JsonNode bound = webhook.review(Reviews.binding("launcher", hosts.trusted));
        assertThat(bound.path("allowed").asBoolean()).isTrue();
        assertThat(made(bound.path("auditAnnotations").path("decision").asText())
                        .getPrincipal()
                        .getId())
                .isEqualTo("olga");
        assertThat(message(webhook.review(Reviews.binding("launcher", hosts.untrusted))))
                .contains("nobody was allowed");
        assertThat(message(webhook.review(Reviews.binding("launcher", "control-plane"))))
                .contains("no node that KubeVirt runs machines on");
        assertThat(webhook.review(Reviews.binding("database", hosts.untrusted))
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(message(webhook.review(Reviews.binding("gone", hosts.trusted))))
                .contains("there is no pod shop/gone");
    }

    private DecisionMade made(String id) {
        return world.kafka()
                .awaitEvent(
                        DecisionMade.class,
                        event -> event.getDecisionId().toString().equals(id));
    }

    @Test
    void who_is_a_tenants_moves_what_is_the_tenants_and_nothing_else() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        Map<String, String> acme = Map.of(
                "people[0].group", "operators",
                "people[0].roles", "tenant-operator",
                "people[0].tenant", "acme");
        try (TestWebhook foreign = webhook(acme)) {
            assertThat(message(foreign.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)))))
                    .contains("Leeward refuses to migrate");
        }
        Map<String, String> own = new HashMap<>(acme);
        own.putAll(Map.of("namespaces[0].namespace", "shop", "namespaces[0].tenant", "acme"));
        try (TestWebhook home = webhook(own)) {
            JsonNode response = home.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)));
            assertThat(response.path("allowed").asBoolean()).isTrue();
            assertThat(made(response.path("auditAnnotations").path("decision").asText())
                            .getPrincipal()
                            .getTenant())
                    .isEqualTo("acme");
        }
    }

    @Test
    void a_machine_that_leeward_does_not_know_is_not_moved_where_that_is_wanted() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        try (TestWebhook strict = webhook(Map.of("unknown-workload", "DENY"))) {
            assertThat(message(strict.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)))))
                    .contains("shop." + web);
        }
    }

    @Test
    void where_affinity_is_required_a_machine_that_demands_no_trust_does_not_start() throws IOException {
        cluster.node(hosts.trusted, new Mark(TrustStatus.TRUSTED, true));
        String demanding = "{\"nodeSelector\": {\"" + Mark.LABEL + "\": \"trusted\"}}";
        try (TestWebhook strict = webhook(Map.of("require-affinity", "true"))) {
            assertThat(message(strict.review(Reviews.create(Placements.INSTANCES, Reviews.instance(web, "", "{}")))))
                    .contains("Add the nodeSelector " + Mark.LABEL + ": trusted");
            assertThat(message(strict.review(Reviews.create(
                            Placements.MACHINES, "{\"metadata\": {\"name\": \"any\"}, \"spec\": {\"template\": {}}}"))))
                    .contains("Leeward refuses to start shop/any");
            assertThat(strict.review(Reviews.create(Placements.INSTANCES, Reviews.instance(web, "", demanding)))
                            .path("allowed")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void the_same_review_again_gets_the_same_decision() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        String review = Reviews.create(Placements.MIGRATIONS, Reviews.migration(web));

        assertThat(webhook.review(review)).isEqualTo(webhook.review(review));
        assertThat(message(webhook.review(review.replace("\"dryRun\": false", "\"dryRun\":  false"))))
                .contains("another review has come with the same uid");
    }

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

    @Test
    void what_needs_a_second_person_waits_for_one_and_says_so() throws IOException {
        cluster.node(FakeCluster.bare(hosts.trusted));
        String workload = workload(Map.of("two-person", "true"));
        labelled(workload);
        try (TestWebhook byLabel = webhook(Map.of("workload-id", "LABEL"))) {
            JsonNode response = byLabel.review(Reviews.create(Placements.MIGRATIONS, Reviews.migration(web)));

            assertThat(message(response)).contains("asked for approval", "once it is given, try again");
            ApprovalRequested asked = world.kafka()
                    .awaitEvent(
                            ApprovalRequested.class,
                            event -> event.getWorkloadId().equals(workload));
            assertThat(message(response)).contains(asked.getApprovalId());
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
