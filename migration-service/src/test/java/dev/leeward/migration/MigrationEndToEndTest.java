package dev.leeward.migration;

import static dev.leeward.migration.Stage.activity;
import static dev.leeward.migration.Stage.as;
import static dev.leeward.migration.Stage.awaitState;
import static dev.leeward.migration.Stage.awaitWorkload;
import static dev.leeward.migration.Stage.fault;
import static dev.leeward.migration.Stage.heal;
import static dev.leeward.migration.Stage.hostOf;
import static dev.leeward.migration.Stage.violations;
import static dev.leeward.testkit.TestEvents.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.migration.AskedMigration;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.AwaitedApproval;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class MigrationEndToEndTest {
    private final Stage stage = new Stage();

    @BeforeEach
    void everybodyIsThere() {
        awaitWorkload("web");
        stage.trust("east-1", "east-2", "west-1", "west-3", "lab-1", "lab-2", "lab-3", "lab-4", "lab-5");
        stage.distrust("west-2");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aLiveMigrationFromEastToWestSucceedsWithoutCopyingData() {
        String id = stage.migrate("web", "west-1");
        stage.approve(id);
        Map<String, Object> done = awaitState(id, "Succeeded");

        assertThat(done)
                .containsEntry("bytesCopied", 0)
                .containsEntry("destinationHost", "west-1")
                .containsEntry("sourceHost", "east-1")
                .containsEntry("requestedBy", "operator@example")
                .containsEntry("reason", null);
        assertThat((Integer) done.get("downtimeMillis")).isBetween(1, 100);
        assertThat(hostOf("web")).isEqualTo("west-1");
        assertThat(activity("web")).containsExactly("START east-1 1", "STOP east-1 1", "START west-1 2");
        assertThat(violations("web")).isEmpty();
        MigrationSucceeded said = stage.kafka()
                .awaitEvent(MigrationSucceeded.class, e -> e.getMigrationId().equals(id));
        assertThat(said.getBytesCopied()).isZero();
        assertThat(said.getEnvelope().getActor()).isEqualTo("operator@example");
        assertThat(said.getEnvelope().getTenant()).isEqualTo("acme");
        stage.kafka().awaitEvent(PlacementChanged.class, e -> id.equals(e.getMigrationId()));
        assertThat(stage.placements("web")).containsExactly("east-1 1", "west-1 2");
        assertThat(stage.lifecycle(id))
                .containsExactly(
                        "MigrationRequested",
                        "MigrationQueued",
                        "MigrationStarted",
                        "MigrationSwitchedOver",
                        "MigrationSucceeded");
    }

    @Test
    void localStorageIsCopiedAndCounted() {
        String id = stage.migrate("cache", "west-1");
        stage.approve(id);

        assertThat(awaitState(id, "Succeeded")).containsEntry("bytesCopied", 2L << 30);
    }

    @Test
    void aBlockedMigrationShowsTheReasonAndMovesNothing() {
        String id = stage.migrate("blocked", "west-2");
        stage.kafka().send(TestMigrationEvents.blocked(stage.asked(id)));
        Map<String, Object> blocked = awaitState(id, "Blocked");

        assertThat(blocked.get("reason")).asString().contains("west-2");
        assertThat(blocked.get("decisionId")).isNotNull();
        assertThat(activity("blocked")).containsExactly("START east-1 1");
    }

    @Test
    void aMigrationWaitsForASecondPersonAndGoesOnWhenOneAgrees() {
        String id = stage.migrate("vault", "west-1");
        MigrationBlocked pending = pending(stage.asked(id));
        stage.kafka().send(pending);
        Map<String, Object> waiting = await().until(() -> Stage.migration(id), m -> m.get("reason") != null);
        assertThat(waiting).containsEntry("state", "Validating").containsEntry("decisionId", pending.getDecisionId());
        assertThat(waiting.get("reason")).asString().contains("R40-two-person", "approval-of-vault");

        stage.kafka().send(answer(pending, true));
        MigrationRequested again = stage.kafka()
                .awaitEvent(
                        MigrationRequested.class,
                        e -> e.getMigrationId().equals(id) && e.getEnvelope().getSequence() == 2);
        stage.kafka().send(TestMigrationEvents.approved(again));

        awaitState(id, "Succeeded");
        assertThat(stage.lifecycle(id)).startsWith("MigrationRequested", "MigrationRequested", "MigrationQueued");
    }

    @Test
    void aMigrationThatASecondPersonRefusesEndsBlockedAndSaysSo() {
        String id = stage.migrate("vault-2", "west-1");
        MigrationBlocked pending = pending(stage.asked(id));
        stage.kafka().send(pending);
        stage.kafka().send(answer(pending, false));

        Map<String, Object> blocked = awaitState(id, "Blocked");

        assertThat(blocked.get("reason")).asString().contains("approval-rejected", "security-officer@example");
        assertThat(stage.kafka()
                        .awaitEvent(
                                MigrationFailed.class, e -> e.getMigrationId().equals(id))
                        .getCode())
                .isEqualTo("approval-rejected");
        assertThat(activity("vault-2")).containsExactly("START east-1 1");
    }

    @Test
    void aDestinationThatTheDecisionDemandsToAttestAgainDoesSoBeforeAnythingBegins() {
        stage.trust("lab-2");
        String id = stage.migrate("vault-3", "lab-2");
        stage.kafka()
                .send(with(
                        TestMigrationEvents.approved(stage.asked(id)),
                        "obligations",
                        List.of("attest-destination-first")));
        DestinationAttestationDemanded demanded = stage.kafka()
                .awaitEvent(
                        DestinationAttestationDemanded.class,
                        e -> e.getMigrationId().equals(id));
        assertThat(demanded.getDestinationHost()).isEqualTo("lab-2");
        assertThat(activity("vault-3")).containsExactly("START east-1 1");

        stage.kafka().send(TestEvents.trusted("lab-2"));

        awaitState(id, "Succeeded");
        assertThat(hostOf("vault-3")).isEqualTo("lab-2");
    }

    private static MigrationBlocked pending(MigrationRequested request) {
        MigrationBlocked blocked = TestMigrationEvents.blocked(request);
        with(blocked, "effect", Effect.PENDING_APPROVAL);
        with(blocked, "rule", "R40-two-person");
        return with(
                blocked,
                "approvals",
                List.of(AwaitedApproval.newBuilder()
                        .setApprovalId("approval-of-" + request.getWorkloadId())
                        .setRule("R40-two-person")
                        .setExpiresAt(Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS))
                        .build()));
    }

    private static ApprovalGiven answer(MigrationBlocked pending, boolean granted) {
        ApprovalGiven given = TestMigrationEvents.approvalGiven(
                TestMigrationEvents.approvalRequested(TestMigrationEvents.requested(
                        pending.getWorkloadId(), "acme", "east-1", pending.getDestinationHost())),
                granted);
        return with(given, "approvalId", pending.getApprovals().getFirst().getApprovalId());
    }

    @Test
    void aHostIsChosenWhereNoneIsNamedAndTheNextOneWhereTheGateRefusesIt() {
        String id = Stage.ask(as("operator"), Map.of("workload", "anywhere", "destinationSite", "west"))
                .statusCode(202)
                .extract()
                .path("id");
        String first = stage.asked(id).getDestinationHost();
        String second = first.equals("west-1") ? "west-3" : "west-1";
        stage.kafka().send(TestMigrationEvents.blocked(stage.asked(id)));
        stage.kafka().send(TestMigrationEvents.approved(stage.asked(id, second)));
        awaitState(id, "Succeeded");

        assertThat(first).isIn("west-1", "west-3");
        assertThat(hostOf("anywhere")).isEqualTo(second);
    }

    @Test
    void aMigrationThatNoHostCanTakeEndsWithoutARequestAndItsEndSaysWhatWasAskedFor() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String id = Stage.ask(as("operator"), Map.of("workload", "castaway", "destinationSite", "island"))
                .statusCode(202)
                .extract()
                .path("id");
        awaitState(id, "Failed");

        MigrationFailed failed = stage.kafka()
                .awaitEvent(MigrationFailed.class, e -> e.getMigrationId().equals(id));
        assertThat(stage.lifecycle(id)).containsExactly("MigrationFailed");
        assertThat(failed.getCode()).isEqualTo("no-destination");
        assertThat(failed.getEnvelope().getTenant()).isEqualTo("acme");
        AskedMigration asked = failed.getAsked();
        assertThat(asked.getRequestedAt())
                .isBetween(before, failed.getEnvelope().getOccurredAt());
        assertThat(asked)
                .isEqualTo(AskedMigration.newBuilder()
                        .setRequestedAt(asked.getRequestedAt())
                        .setRequestedBy("operator@example")
                        .setWorkloadName("acme castaway")
                        .setKind(MigrationKind.LIVE)
                        .setTest(false)
                        .setSourceSite("island")
                        .setSourceHost("island-1")
                        .setDestinationSite("island")
                        .setDestinationHost(null)
                        .setOrigin("api")
                        .setEvacuationId(null)
                        .build());
    }

    @Test
    void trustThatIsLostBeforeSwitchOverRollsBackWithTheReason() {
        stage.trust("lab-1");
        String id = stage.migrate("lost-trust", "lab-1");
        stage.approve(id);
        awaitState(id, "Transferring");
        stage.distrust("lab-1");
        Map<String, Object> rolledBack = awaitState(id, "RolledBack");

        assertThat(rolledBack.get("reason")).asString().contains("trust-lost", "lab-1 is UNTRUSTED");
        assertThat(activity("lost-trust")).containsExactly("START east-1 1");
        assertThat(hostOf("lost-trust")).isEqualTo("east-1");
        assertThat(stage.kafka()
                        .awaitEvent(
                                MigrationRolledBack.class,
                                e -> e.getMigrationId().equals(id))
                        .getCode())
                .isEqualTo("trust-lost");
    }

    @Test
    void aMigrationCanBeCancelledWhileItTransfers() {
        fault("lab-2", "hang");
        String id = stage.migrate("cancelled", "lab-2");
        stage.approve(id);
        awaitState(id, "Transferring");
        as("operator").post("/v1/migrations/" + id + "/actions/cancel").then().statusCode(202);
        awaitState(id, "Cancelled");

        assertThat(activity("cancelled")).containsExactly("START east-1 1");
        as("operator").post("/v1/migrations/" + id + "/actions/cancel").then().statusCode(409);
    }

    @Test
    void anOutcomeThatIsInDoubtIsSettledByAskingBothSides() {
        fault("lab-3", "in-doubt");
        String id = stage.migrate("in-doubt", "lab-3");
        stage.approve(id);
        awaitState(id, "Succeeded");

        assertThat(stage.lifecycle(id))
                .containsExactly(
                        "MigrationRequested",
                        "MigrationQueued",
                        "MigrationStarted",
                        "MigrationIndeterminate",
                        "MigrationSwitchedOver",
                        "MigrationSucceeded");
        assertThat(violations("in-doubt")).isEmpty();
        assertThat(hostOf("in-doubt")).isEqualTo("lab-3");
    }

    @Test
    void anOutcomeThatIsInDoubtMayTurnOutToBeTheSource() {
        fault("lab-4", "in-doubt-at-source");
        String id = stage.migrate("in-doubt-at-source", "lab-4");
        stage.approve(id);
        awaitState(id, "RolledBack");
        stage.kafka()
                .awaitEvent(
                        MigrationIndeterminate.class, e -> e.getMigrationId().equals(id));

        assertThat(hostOf("in-doubt-at-source")).isEqualTo("east-1");
        assertThat(activity("in-doubt-at-source")).containsExactly("START east-1 1");
    }

    @Test
    void aHypervisorThatRefusesLeavesTheWorkloadWhereItIs() {
        fault("lab-5", "refuse");
        String id = stage.migrate("refused", "lab-5");
        stage.approve(id);
        Map<String, Object> rolledBack = awaitState(id, "RolledBack");
        heal("lab-5");

        assertThat(rolledBack.get("reason")).asString().contains("hypervisor-refused", "lab-5");
    }

    @Test
    void aWorkloadThatRunsTwiceIsFencedOffAtItsSource() {
        fault("east-1", "double-start");
        String id = stage.migrate("cloned", "west-1");
        stage.approve(id);
        awaitState(id, "Succeeded");
        heal("east-1");

        assertThat(violations("cloned")).containsExactly("double-activity");
        assertThat(activity("cloned")).containsExactly("START east-1 1", "START west-1 2", "STOP east-1 1");
    }

    @Test
    void approvalsThatComeTwiceMoveTheWorkloadOnce() {
        String id = stage.migrate("duplicate", "west-1");
        MigrationApproved approved = TestMigrationEvents.approved(stage.asked(id));
        stage.kafka().send(approved);
        stage.kafka().send(approved);
        stage.kafka().send(TestMigrationEvents.approved(stage.asked(id)));
        awaitState(id, "Succeeded");
        stage.kafka().send(TestMigrationEvents.approved(stage.asked(id)));
        stage.kafka()
                .assertNone(
                        PlacementChanged.class,
                        e -> e.getWorkloadId().equals("duplicate") && e.getPlacementEpoch() > 2,
                        Duration.ofMillis(500));

        assertThat(activity("duplicate")).containsExactly("START east-1 1", "STOP east-1 1", "START west-1 2");
        assertThat(stage.placements("duplicate")).containsExactly("east-1 1", "west-1 2");
    }

    @Test
    void nothingMovesWithoutTheGate() {
        String id = stage.migrate("waiting", "west-1");
        stage.asked(id);
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .until(() -> "Validating".equals(Stage.migration(id).get("state")));

        assertThat(activity("waiting")).containsExactly("START east-1 1");
        as("operator").post("/v1/migrations/" + id + "/actions/cancel").then().statusCode(202);
        awaitState(id, "Cancelled");
        MigrationCancelled cancelled = stage.kafka()
                .awaitEvent(MigrationCancelled.class, e -> e.getMigrationId().equals(id));
        assertThat(cancelled.getAsked().getRequestedBy()).isEqualTo("operator@example");
        assertThat(cancelled.getAsked().getDestinationHost()).isEqualTo("west-1");
    }
}
