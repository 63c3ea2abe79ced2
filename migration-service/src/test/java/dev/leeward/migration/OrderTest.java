package dev.leeward.migration;

import static dev.leeward.migration.Stage.activity;
import static dev.leeward.migration.Stage.awaitState;
import static dev.leeward.migration.Stage.awaitWorkload;
import static dev.leeward.migration.Stage.fault;
import static dev.leeward.migration.Stage.heal;
import static dev.leeward.migration.Stage.hostOf;
import static dev.leeward.migration.Stage.violations;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.AskedMigration;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestDrEvents;
import dev.leeward.testkit.TestMigrationEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class OrderTest {
    private final Stage stage = new Stage();

    @BeforeEach
    void everybodyIsThere() {
        awaitWorkload("north-a");
        stage.trust("east-1", "east-2", "west-1", "west-3", "north-1", "lab-5");
        stage.distrust("west-2");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void anOrderIsCarriedOutOnceAndAnsweredWithItsId() {
        WorkloadMoveOrdered order = order("ordered").build();
        stage.kafka().send(order);
        MigrationRequested asked = stage.askedFor(order);
        stage.kafka().send(again(order));
        stage.kafka().send(TestMigrationEvents.approved(asked));
        awaitState(asked.getMigrationId(), "Succeeded");
        MigrationSucceeded answer = succeeded(order);
        stage.kafka().send(again(order));
        stage.kafka()
                .assertNone(
                        MigrationRequested.class,
                        e -> order.getOrderId().equals(e.getOrderId())
                                && !e.getMigrationId().equals(asked.getMigrationId()),
                        Duration.ofMillis(500));

        assertThat(asked.getOrigin()).isEqualTo("order");
        assertThat(asked.getDestinationSite()).isEqualTo("west");
        assertThat(asked.getDestinationHost()).isNotEqualTo("west-2");
        assertThat(asked.getPrincipal().getId()).isEqualTo("tenant-operator@acme");
        assertThat(answer.getMigrationId()).isEqualTo(asked.getMigrationId());
        assertThat(activity("ordered")).hasSize(3);
    }

    @Test
    void aRecoveryNeedsNothingFromTheDeadSiteAndSupersedesWhatWasUnderWay() {
        fault("lab-5", "hang");
        String stuck = stage.migrate("superseded", "lab-5");
        stage.approve(stuck);
        awaitState(stuck, "Transferring");
        fault("north", "dead-site");
        List<WorkloadMoveOrdered> orders =
                List.of(recovery("north-a").build(), recovery("superseded").build());
        stage.kafka().sendAll(orders);
        for (WorkloadMoveOrdered order : orders) {
            stage.kafka().send(TestMigrationEvents.approved(stage.askedFor(order)));
        }
        for (WorkloadMoveOrdered order : orders) {
            assertThat(succeeded(order).getDestinationSite()).isEqualTo("west");
        }
        heal("lab-5");
        heal("north");

        assertThat(Stage.migration(stuck).get("state")).isEqualTo("Failed");
        assertThat(Stage.migration(stuck).get("reason")).asString().contains("superseded");
        assertThat(hostOf("north-a")).startsWith("west-");
        assertThat(activity("north-a"))
                .startsWith("START north-1 1", "STOP north-1 1")
                .hasSize(3);
        assertThat(activity("superseded"))
                .startsWith("START north-1 1", "STOP north-1 1")
                .hasSize(3);
        assertThat(violations("north-a")).isEmpty();
        assertThat(violations("superseded")).doesNotContain("double-activity");
    }

    @Test
    void aRecoveryWhoseDataIsNotAtTheDestinationFailsAndSaysSo() {
        WorkloadMoveOrdered order = recovery("north-b").build();
        stage.kafka().send(order);
        MigrationRequested first = stage.askedFor(order);
        stage.kafka().send(TestMigrationEvents.approved(first));
        String second = first.getDestinationHost().equals("west-1") ? "west-3" : "west-1";
        stage.kafka().send(TestMigrationEvents.approved(stage.asked(first.getMigrationId(), second)));

        MigrationFailed failed = failed(order);
        assertThat(failed.getCode()).isEqualTo("no-replica");
        assertThat(failed.getReason()).contains("north-local");
        assertThat(activity("north-b")).noneMatch(started -> started.contains("west-"));
        assertThat(hostOf("north-b")).isEqualTo("north-1");
    }

    @Test
    void aTestCopyIsIsolatedAndCanBeRemoved() {
        WorkloadMoveOrdered order = recovery("tested").test().build();
        stage.kafka().send(order);
        stage.kafka().send(TestMigrationEvents.approved(stage.askedFor(order)));
        MigrationSucceeded made = succeeded(order);
        String copy = made.getDestinationHost();
        WorkloadMoveOrdered cleanup = recovery("tested").test().cleanup().build();
        stage.kafka().send(cleanup);
        MigrationSucceeded removed = succeeded(cleanup);

        assertThat(made.getTest()).isTrue();
        assertThat(removed.getDestinationHost()).isEqualTo(copy);
        assertThat(hostOf("tested")).isEqualTo("east-1");
        assertThat(stage.placements("tested")).containsExactly("east-1 1");
        assertThat(activity("tested"))
                .containsExactly("START east-1 1", "TEST START " + copy + " 1", "TEST STOP " + copy + " 1");
        assertThat(violations("tested")).isEmpty();
    }

    @Test
    void anOrderThatIsBlockedIsAnsweredOnceEveryHostWasTried() {
        WorkloadMoveOrdered order = order("refused").build();
        stage.kafka().send(order);
        MigrationRequested first = stage.askedFor(order);
        stage.kafka().send(TestMigrationEvents.blocked(first));
        String second = first.getDestinationHost().equals("west-1") ? "west-3" : "west-1";
        stage.kafka().send(TestMigrationEvents.blocked(stage.asked(first.getMigrationId(), second)));

        assertThat(failed(order).getMigrationId()).isEqualTo(first.getMigrationId());
        awaitState(first.getMigrationId(), "Blocked");
    }

    @Test
    void ordersThatCannotBeCarriedOutAreAnsweredToo() {
        WorkloadMoveOrdered unknown = order("nobody").build();
        WorkloadMoveOrdered foreign = order("globex-app").build();
        WorkloadMoveOrdered lapsed =
                order("idle").until(Instant.EPOCH.plusSeconds(1)).build();
        WorkloadMoveOrdered nowhere = order("idle").to("atlantis").build();
        WorkloadMoveOrdered already = order("idle").to("east").build();
        stage.kafka().sendAll(List.of(unknown, foreign, lapsed, nowhere, already));

        assertThat(failed(unknown).getCode()).isEqualTo("unknown-workload");
        assertThat(failed(foreign).getCode()).isEqualTo("unknown-workload");
        assertThat(failed(lapsed).getCode()).isEqualTo("order-lapsed");
        assertThat(failed(nowhere).getCode()).isEqualTo("unknown-site");
        assertThat(succeeded(already).getDestinationHost()).isEqualTo("east-1");
        assertThat(activity("idle")).containsExactly("START east-1 1");
    }

    @Test
    void whoeverKeepsListsLearnsWhatAnOrderThatBecameNoMigrationAskedFor() {
        WorkloadMoveOrdered foreign = order("globex-app").build();
        WorkloadMoveOrdered nowhere = recovery("idle").to("atlantis").build();
        stage.kafka().sendAll(List.of(foreign, nowhere));

        AskedMigration asked = failed(nowhere).getAsked();
        assertThat(asked)
                .isEqualTo(AskedMigration.newBuilder()
                        .setRequestedAt(asked.getRequestedAt())
                        .setRequestedBy(nowhere.getPrincipal().getId())
                        .setWorkloadName("idle")
                        .setKind(MigrationKind.RECOVERY)
                        .setTest(false)
                        .setSourceSite("east")
                        .setSourceHost("east-1")
                        .setDestinationSite("atlantis")
                        .setOrigin("order")
                        .build());
        assertThat(failed(foreign).getAsked().getWorkloadName()).isEqualTo("globex-app");
        assertThat(failed(foreign).getAsked().getSourceHost()).isNull();
    }

    private MigrationSucceeded succeeded(WorkloadMoveOrdered order) {
        return stage.kafka()
                .awaitEvent(MigrationSucceeded.class, e -> order.getOrderId().equals(e.getOrderId()));
    }

    private MigrationFailed failed(WorkloadMoveOrdered order) {
        return stage.kafka()
                .awaitEvent(MigrationFailed.class, e -> order.getOrderId().equals(e.getOrderId()));
    }

    private static OrderBuilder recovery(String workload) {
        return order(workload).kind(MigrationKind.RECOVERY);
    }

    private static OrderBuilder order(String workload) {
        return new OrderBuilder(workload);
    }

    /** The same order, said again. */
    private static WorkloadMoveOrdered again(WorkloadMoveOrdered order) {
        return new OrderBuilder(order.getWorkloadId()).id(order.getOrderId()).build();
    }

    /** Orders of acme's orchestrator to move from east to west. */
    private static final class OrderBuilder {
        private final WorkloadMoveOrdered order;

        OrderBuilder(String workload) {
            this.order = TestDrEvents.run("acme", "east", "west").moveOrdered(workload);
        }

        OrderBuilder id(String id) {
            return with("orderId", id);
        }

        OrderBuilder kind(MigrationKind kind) {
            return with("kind", kind);
        }

        OrderBuilder test() {
            return with("test", true);
        }

        OrderBuilder cleanup() {
            return with("cleanup", true);
        }

        OrderBuilder to(String site) {
            return with("destinationSite", site);
        }

        OrderBuilder until(Instant deadline) {
            return with("deadline", deadline);
        }

        private OrderBuilder with(String field, Object value) {
            order.put(order.getSchema().getField(field).pos(), value);
            return this;
        }

        WorkloadMoveOrdered build() {
            return order;
        }
    }
}
