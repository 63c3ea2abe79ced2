package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an API server asks is answered over HTTPS by the same gate as everything else, and never by a guess. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class WebhookTest extends WebhookSetting {

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
}
