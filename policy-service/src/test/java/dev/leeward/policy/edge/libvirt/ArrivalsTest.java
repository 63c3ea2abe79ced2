package dev.leeward.policy.edge.libvirt;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static dev.leeward.policy.edge.libvirt.Machines.arrive;
import static dev.leeward.policy.edge.libvirt.Machines.domain;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.Given;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.World;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class ArrivalsTest {

    @Inject
    World world;

    @Inject
    MutableClock clock;

    private final String workload = UUID.randomUUID().toString();
    private final String east = unique("east-1");
    private final String west = unique("west-1");

    @BeforeEach
    void the_world() {
        world.trustedHost(east);
        world.trustedHost(west);
        world.workload(workload, "acme", east, Map.of());
    }

    @AfterEach
    void the_clock_is_right_again() {
        clock.ahead(Duration.ZERO);
    }

    private String allowed(String host) {
        return ask(question(workload, host))
                .body("effect", equalTo("ALLOW"))
                .extract()
                .path("decisionId");
    }

    @Test
    void a_migration_that_nobody_asked_about_is_refused_with_how_to_ask_and_said() {
        String id = arrive(west, "migrate", domain(workload))
                .statusCode(200)
                .body("admitted", equalTo(false))
                .body("workload", equalTo(workload))
                .body("permission", nullValue())
                .body(
                        "message",
                        allOf(
                                containsString("Leeward refuses to migrate vm1: Host " + west),
                                containsString("nobody has asked for it"),
                                containsString("POST /v1/decisions (action migrate, workload " + workload
                                        + ", destination " + west + ")")))
                .extract()
                .path("decisionId");

        MigrationBlocked blocked = world.kafka()
                .awaitEvent(MigrationBlocked.class, e -> e.getDecisionId().equals(id));
        assertThat(blocked.getEnforcementPoint()).isEqualTo("libvirt-hook");
        assertThat(blocked.getDestinationHost()).isEqualTo(west);
        assertThat(blocked.getSourceHost()).isEqualTo(east);
        assertThat(blocked.getPrincipal().getId()).isEqualTo("libvirt-hook:" + west);
    }

    @Test
    void a_decision_lets_its_machine_in_in_the_name_of_whoever_asked() {
        String permission = allowed(west);

        String id = arrive(west, "migrate", domain(workload))
                .body("admitted", equalTo(true))
                .body("permission", equalTo(permission))
                .extract()
                .path("decisionId");

        DecisionMade made = world.kafka()
                .awaitEvent(DecisionMade.class, e -> e.getDecisionId().equals(id));
        assertThat(made.getEffect()).isEqualTo(Effect.ALLOW);
        assertThat(made.getEnforcementPoint()).isEqualTo("libvirt-hook");
        assertThat(made.getPrincipal().getId()).isEqualTo("operator@example");
    }

    @Test
    void a_decision_is_good_for_one_arrival_and_what_belongs_to_it() {
        allowed(west);
        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(true));

        clock.ahead(Duration.ofSeconds(50));
        arrive(west, "start", domain(workload)).body("admitted", equalTo(true)).body("permission", notNullValue());
        clock.ahead(Duration.ofSeconds(65));

        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(false));
    }

    @Test
    void of_several_hosts_that_were_allowed_the_machine_goes_to_one() {
        String other = unique("west-2");
        world.trustedHost(other);
        Map<String, Object> question = question(workload, west);
        question.remove("destination");
        question.put("candidates", List.of(west, other));
        ask(question).body("effect", equalTo("ALLOW"));

        arrive(other, "migrate", domain(workload)).body("admitted", equalTo(true));

        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(false));
    }

    @Test
    void a_decision_about_another_host_machine_or_action_lets_nothing_in() {
        String other = unique("west-2");
        world.trustedHost(other);
        allowed(other);
        Map<String, Object> copy = question(workload, west);
        copy.put("action", "clone");
        ask(copy).body("effect", equalTo("ALLOW"));

        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(false));
        arrive(other, "migrate", domain(UUID.randomUUID().toString()))
                .body("admitted", equalTo(false))
                .body("message", containsString("is not known (rule builtin-workload-known)"));
    }

    @Test
    void an_answer_at_the_door_permits_no_other_arrival() {
        allowed(west);
        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(true));
        clock.ahead(Duration.ofMinutes(2));

        arrive(west, "migrate", domain(workload))
                .body("admitted", equalTo(false))
                .body("permission", nullValue());
    }

    @Test
    void a_decision_that_has_expired_lets_nothing_in() {
        allowed(west);

        clock.ahead(Duration.ofMinutes(6));

        arrive(west, "migrate", domain(workload)).body("admitted", equalTo(false));
    }

    @Test
    void trust_that_was_lost_since_the_decision_counts() {
        String permission = allowed(west);
        world.kafka().send(TestEvents.with(TestEvents.untrusted(west), "reason", Given.WRONG_VMM));
        world.awaitHost(west, host -> host.trust().status() == TrustStatus.UNTRUSTED);

        arrive(west, "migrate", domain(workload))
                .body("admitted", equalTo(false))
                .body("permission", equalTo(permission))
                .body("message", containsString("Host " + west + " is not trusted"));

        world.kafka().send(TestEvents.trusted(west));
        world.awaitHost(west, host -> host.trust().status() == TrustStatus.TRUSTED);
        arrive(west, "migrate", domain(workload))
                .body("admitted", equalTo(true))
                .body("permission", equalTo(permission));
    }

    @Test
    void a_start_that_nobody_asked_about_is_judged_by_trust_and_policies() {
        String untrusted = unique("west-2");
        world.untrustedHost(untrusted);

        arrive(east, "start", domain(workload)).body("admitted", equalTo(true)).body("permission", nullValue());
        arrive(east, "restore", domain(workload)).body("admitted", equalTo(true));
        arrive(untrusted, "start", domain(workload))
                .body("admitted", equalTo(false))
                .body(
                        "message",
                        containsString("Leeward refuses to power-on vm1: Host " + untrusted + " is not trusted"));
    }

    @Test
    void a_host_asks_for_itself_alone() {
        given().auth()
                .oauth2(Tokens.agent(east))
                .contentType("application/xml")
                .queryParam("operation", "migrate")
                .body(domain(workload))
                .post("/v1/libvirt/hosts/{host}/arrivals", west)
                .then()
                .statusCode(403)
                .body("code", equalTo("not-your-host"));
    }

    @Test
    void what_makes_no_sense_is_named() {
        arrive(west, "teleport", domain(workload))
                .statusCode(400)
                .body("code", equalTo("unknown-operation"))
                .body("remedy", equalTo("Known operations are migrate, restore, start."));
        arrive(west, "migrate", "<domain>").statusCode(400).body("code", equalTo("domain-unreadable"));
    }
}
