package dev.leeward.policy.edge.kafka;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static dev.leeward.testkit.TestEvents.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.Given;
import dev.leeward.policy.World;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class EventPathTest {
    @Inject
    World world;

    @Inject
    DecisionLog decisions;

    private final String workload = unique("acme-web");
    private final String east = unique("east-1");
    private final String trusted = unique("west-1");
    private final String untrusted = unique("west-2");

    @BeforeEach
    void theWorld() {
        world.trustedHost(east);
        world.trustedHost(trusted);
        world.untrustedHost(untrusted);
        world.workload(workload, "acme", east, Map.of());
    }

    @Test
    void aMigrationToATrustedHostIsApproved() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "acme", east, trusted);

        world.kafka().send(request);

        MigrationApproved approved = world.kafka()
                .awaitEvent(MigrationApproved.class, e -> e.getMigrationId().equals(request.getMigrationId()));
        assertThat(approved.getDestinationHost()).isEqualTo(trusted);
        assertThat(approved.getObligations()).contains("recheck-trust-before-switch-over");
        assertThat(approved.getEnvelope().getCorrelationId())
                .isEqualTo(request.getEnvelope().getCorrelationId());
        assertThat(approved.getEnvelope().getCausationId())
                .isEqualTo(request.getEnvelope().getEventId().toString());
        DecisionMade decision = world.kafka()
                .awaitEvent(DecisionMade.class, e -> e.getDecisionId().equals(approved.getDecisionId()));
        assertThat(decision.getEffect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.getEnforcementPoint()).isEqualTo("migration-service");
    }

    @Test
    void aMigrationToAnUntrustedHostIsBlockedWithTheReason() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "acme", east, untrusted);

        world.kafka().send(request);

        MigrationBlocked blocked = blocked(request);
        assertThat(blocked.getReason())
                .isEqualTo(
                        "Host " + untrusted + " is not trusted (rule builtin-destination-trusted): " + Given.WRONG_VMM);
        assertThat(blocked.getDestinationSite()).isEqualTo(untrusted.substring(0, untrusted.lastIndexOf('-')));
        assertThat(world.kafka().events(MigrationApproved.class))
                .noneMatch(e -> e.getMigrationId().equals(request.getMigrationId()));
    }

    @Test
    void aForeignTenantsMigrationIsBlocked() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "globex", east, trusted);

        world.kafka().send(request);

        assertThat(blocked(request).getRule()).isEqualTo("builtin-tenant-boundary");
    }

    @Test
    void whatARequestAsksForDecidesTheAction() {
        MigrationRequested test = with(TestMigrationEvents.requested(workload, "acme", east, trusted), "test", true);
        MigrationRequested recovery =
                with(TestMigrationEvents.requested(workload, "acme", east, trusted), "kind", MigrationKind.RECOVERY);

        world.kafka().send(test);
        world.kafka().send(recovery);

        assertThat(decisionOn(test).getAction()).isEqualTo("test");
        assertThat(decisionOn(recovery).getAction()).isEqualTo("recover");
    }

    @Test
    void aMigrationThatNeedsASecondPersonIsBlockedUntilThereIsOne() {
        String vault = unique("acme-vault");
        world.workload(vault, "acme", east, Map.of("two-person", "true"));
        MigrationRequested first = TestMigrationEvents.requested(vault, "acme", east, trusted);
        MigrationRequested again = TestMigrationEvents.requested(vault, "acme", east, trusted);
        world.kafka().send(first);

        ApprovalRequested requested = world.kafka()
                .awaitEvent(ApprovalRequested.class, e -> e.getWorkloadId().equals(vault));
        assertThat(blocked(first).getEffect()).isEqualTo(Effect.PENDING_APPROVAL);
        given().auth()
                .oauth2(Tokens.token("security-officer"))
                .post("/v1/approvals/" + requested.getApprovalId() + "/actions/approve")
                .then()
                .statusCode(200);
        world.kafka().send(again);

        assertThat(decisionOn(again).getEffect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void aMigrationThatAsksAgainForAnotherHostGetsAnAnswerOfItsOwn() {
        MigrationRequested first = TestMigrationEvents.requested(workload, "acme", east, untrusted);
        MigrationRequested again = with(
                TestMigrationEvents.requested(workload, "acme", east, trusted), "migrationId", first.getMigrationId());
        with(again.getEnvelope(), "sequence", 4L);

        world.kafka().send(first);
        world.kafka().send(again);

        assertThat(blocked(first).getDestinationHost()).isEqualTo(untrusted);
        MigrationApproved approved = world.kafka()
                .awaitEvent(MigrationApproved.class, e -> e.getMigrationId().equals(first.getMigrationId()));
        assertThat(approved.getDestinationHost()).isEqualTo(trusted);
    }

    @Test
    void duplicatesOfARequestAreDecidedOnce() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "acme", east, untrusted);
        MigrationRequested sameWithNewId = TestMigrationEvents.requested(workload, "acme", east, untrusted);
        with(sameWithNewId, "migrationId", request.getMigrationId());
        MigrationRequested last = TestMigrationEvents.requested(workload, "acme", east, trusted);

        world.kafka().send(request);
        world.kafka().send(request);
        world.kafka().send(sameWithNewId);
        world.kafka().send(last);

        decisionOn(last);
        assertThat(world.kafka().events(DecisionMade.class).stream()
                        .filter(e -> e.getRequestId().equals(request.getMigrationId())))
                .hasSize(1);
        assertThat(world.kafka().events(MigrationBlocked.class).stream()
                        .filter(e -> request.getMigrationId().equals(e.getMigrationId())))
                .hasSize(1);
    }

    @Test
    void anOlderAttestationThatArrivesLateIsIgnored() {
        TrustChanged older = TestEvents.trusted(trusted);
        TrustChanged newer = TestEvents.untrusted(trusted);
        world.kafka().send(newer);
        world.awaitHost(trusted, host -> host.trust().status() == TrustStatus.UNTRUSTED);

        world.kafka().send(older);
        String marker = unique("west-9");
        world.trustedHost(marker);

        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> ask(question(workload, trusted)).body("trustSnapshot[0].status", equalTo("UNTRUSTED")));
    }

    @Test
    void aNewLifeOfTheSourceOvertakesHighNumbersOfTheOldOne() {
        TrustChanged newLife = TestEvents.untrusted(trusted);
        with(with(newLife.getEnvelope(), "epoch", 2L), "sequence", 1L);

        world.kafka().send(newLife);

        world.awaitHost(trusted, host -> host.trust().status() == TrustStatus.UNTRUSTED);
    }

    @Test
    void poisonGoesToTheDeadLetterTopicAndItsNeighboursAreDecided() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "acme", east, trusted);
        byte[] poison = ("poison " + workload).getBytes(StandardCharsets.UTF_8);

        for (Topic topic :
                new Topic[] {Topic.MIGRATION_LIFECYCLE, Topic.HOST_TRUST, Topic.HOST_INVENTORY, Topic.WORKLOAD_PLACEMENT
                }) {
            world.kafka().send(topic, workload, poison);
        }
        world.kafka().send(request);
        world.kafka().send(TestEvents.untrusted(trusted));

        decisionOn(request);
        world.awaitHost(trusted, host -> host.trust().status() == TrustStatus.UNTRUSTED);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> world.kafka().records(Topic.POLICY_DEAD_LETTER).stream()
                                .filter(record -> new String(record.value(), StandardCharsets.UTF_8)
                                        .contains("poison " + workload))
                                .count()
                        == 4);
    }

    @Test
    void aDecisionIsKeptWithEverythingItWasMadeFrom() {
        MigrationRequested request = TestMigrationEvents.requested(workload, "acme", east, untrusted);
        world.kafka().send(request);

        RecordedDecision kept = decisions
                .find(UUID.fromString(blocked(request).getDecisionId()))
                .orElseThrow();

        assertThat(kept.request().migration()).isEqualTo(request.getMigrationId());
        assertThat(kept.facts().hosts()).extracting(host -> host.id().value()).contains(untrusted, east);
        assertThat(kept.facts().workload()).isNotNull();
        assertThat(kept.facts().feed()).startsWith("leeward.");
        assertThat(kept.decision().policySetDigest()).hasSize(64);
    }

    private MigrationBlocked blocked(MigrationRequested request) {
        return world.kafka()
                .awaitEvent(
                        MigrationBlocked.class, e -> request.getMigrationId().equals(e.getMigrationId()));
    }

    private DecisionMade decisionOn(MigrationRequested request) {
        return world.kafka()
                .awaitEvent(DecisionMade.class, e -> e.getRequestId().equals(request.getMigrationId()));
    }
}
