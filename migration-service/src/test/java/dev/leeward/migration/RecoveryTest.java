package dev.leeward.migration;

import static dev.leeward.migration.Stage.activity;
import static dev.leeward.migration.Stage.ask;
import static dev.leeward.migration.Stage.awaitState;
import static dev.leeward.migration.Stage.awaitWorkload;
import static dev.leeward.migration.Stage.fault;
import static dev.leeward.migration.Stage.heal;
import static dev.leeward.migration.Stage.tenant;
import static dev.leeward.migration.Stage.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.migration.MigrationStarted;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.migration.app.TrustView;
import dev.leeward.migration.host.HostId;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broken-off calls, silent hypervisors, fading trust and crowds: nothing is lost, doubled or starved. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class RecoveryTest {
    @Inject
    TrustView trust;

    private final Stage stage = new Stage();

    @BeforeEach
    void everybodyIsThere() {
        awaitWorkload("crashing");
        stage.trust("west-1", "west-3", "lab-1", "fair-2");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aCrashOnEitherSideOfEveryCallMovesTheWorkloadOnce() {
        Set<String> points = Set.of(
                "precheck before",
                "precheck after",
                "start before",
                "start after",
                "switchOver before",
                "switchOver after",
                "observe before",
                "observe after",
                "locate before",
                "locate after");
        CrashPoints.arm(points);
        String id = stage.migrate("crashing", "west-1");
        stage.approve(id);
        awaitState(id, "Succeeded");

        assertThat(CrashPoints.stillArmed()).isEmpty();
        assertThat(activity("crashing")).containsExactly("START east-1 1", "STOP east-1 1", "START west-1 2");
        assertThat(stage.placements("crashing")).containsExactly("east-1 1", "west-1 2");
        assertThat(violations("crashing")).isEmpty();
        assertThat(stage.lifecycle(id)).hasSize(5);
    }

    @Test
    void aHypervisorThatDoesNotAnswerForAWhileIsWaitedFor() {
        fault("lab-1", "unreachable");
        String id = stage.migrate("unreachable", "lab-1");
        stage.approve(id);
        awaitState(id, "Reserving");
        heal("lab-1");
        awaitState(id, "Succeeded");

        assertThat(violations("unreachable")).isEmpty();
    }

    @Test
    void trustThatExpiresBetweenApprovalAndReservationIsNoTrust() {
        String id = stage.migrate("fading", "west-3");
        stage.asked(id);
        TrustChanged expired = TestEvents.trusted("west-3");
        expired.put(
                expired.getSchema().getField("attestedUntil").pos(),
                Instant.now().minusSeconds(1));
        stage.kafka().send(expired);
        await().until(() -> !trust.of(new HostId("west-3")).trustedAt(Instant.now()));
        stage.approve(id);
        Map<String, Object> rolledBack = awaitState(id, "RolledBack");

        assertThat(rolledBack.get("reason")).asString().contains("trust-lost", "STALE");
        assertThat(activity("fading")).containsExactly("START east-1 1");
    }

    @Test
    void aCrowdOfOneTenantDoesNotHoldAnotherTenantUp() {
        List<String> noisy = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            noisy.add(fair("noisy", i));
        }
        List<String> quiet = List.of(fair("quiet", 1), fair("quiet", 2));
        List<MigrationApproved> approvals = new ArrayList<>();
        noisy.forEach(id -> approvals.add(TestMigrationEvents.approved(stage.asked(id))));
        quiet.forEach(id -> approvals.add(TestMigrationEvents.approved(stage.asked(id))));
        stage.kafka().sendAll(approvals);
        for (String id : noisy) {
            awaitState(id, "Succeeded");
        }

        List<String> order = stage.kafka().events(MigrationStarted.class).stream()
                .filter(e -> e.getWorkloadId().startsWith("fair-"))
                .sorted(Comparator.comparing(e -> e.getEnvelope().getOccurredAt()))
                .map(MigrationStarted::getMigrationId)
                .toList();
        assertThat(order).hasSize(14);
        assertThat(order.subList(0, 10)).containsAll(quiet);
    }

    private static String fair(String tenant, int number) {
        return ask(tenant(tenant), Map.of("workload", "fair-" + tenant + "-" + number, "destinationHost", "fair-2"))
                .statusCode(202)
                .extract()
                .path("id");
    }
}
