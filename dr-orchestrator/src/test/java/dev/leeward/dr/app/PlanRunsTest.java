package dev.leeward.dr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.dr.Drill;
import dev.leeward.events.dr.DataLossAccepted;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.ProtectionStateChanged;
import dev.leeward.events.dr.Reprotected;
import dev.leeward.events.dr.RpoBreached;
import dev.leeward.events.dr.RpoRestored;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.dr.SplitBrainDetected;
import dev.leeward.events.dr.StepFailed;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole runs, with real Kafka and PostgreSQL; the test plays migration-service. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class PlanRunsTest {
    @Test
    void aTestLeavesProductionAloneAndIsCleanedUp() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();

            var test = drill.start(plan, "test");

            var order = drill.order(test, "db");
            assertThat(order.getTest()).isTrue();
            assertThat(order.getCleanup()).isFalse();
            assertThat(order.getKind()).isEqualTo(MigrationKind.RECOVERY);
            assertThat(order.getDestinationSite()).isEqualTo(drill.to());
            assertThat(order.getRecoveryPoint()).isNotNull();
            drill.succeed(order);
            drill.carryOut(test, "web");
            drill.awaitRun(test, "Succeeded");
            drill.awaitGroup(drill.name("shop"), "CleanupRequired");

            String cleanup = drill.control(test, "cleanup")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
            var removal = drill.order(cleanup, "db");
            assertThat(removal.getCleanup()).isTrue();
            drill.succeed(removal);
            drill.carryOut(cleanup, "web");
            drill.awaitRun(cleanup, "Succeeded");
            drill.awaitGroup(drill.name("shop"), "Protected");
            assertThat(drill.said(test))
                    .startsWith("TestStarted")
                    .endsWith("RunCompleted")
                    .hasSize(10);
            assertThat(drill.said(cleanup)).startsWith("CleanupStarted").endsWith("RunCompleted");
        }
    }

    @Test
    void aPlannedMigrationLosesNothingAndCanBeTurnedRound() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();

            var run = drill.start(plan, "planned-migration");
            var order = drill.order(run, "db");
            assertThat(order.getKind()).isEqualTo(MigrationKind.LIVE);
            assertThat(order.getTest()).isFalse();
            assertThat(order.getPrincipal().getTenant()).isEqualTo(drill.tenant());
            drill.succeed(order);
            drill.carryOut(run, "web");

            drill.awaitRun(run, "Succeeded");
            drill.awaitGroup(drill.name("shop"), "FailedOver");
            var completed =
                    drill.awaitSaid(RunCompleted.class, e -> e.getRunId().equals(run));
            assertThat(completed.getRpoMillis()).isZero();
            assertThat(completed.getRtoMillis()).isPositive();
            assertThat(completed.getFailed()).isZero();

            var reprotect = drill.start(plan, "reprotect");
            drill.awaitRun(reprotect, "Succeeded");
            drill.awaitGroup(drill.name("shop"), "Protected");
            var turned = drill.awaitSaid(Reprotected.class, e -> e.getRunId().equals(reprotect));
            assertThat(turned.getFromSite()).isEqualTo(drill.to());
            assertThat(turned.getToSite()).isEqualTo(drill.from());
        }
    }

    @Test
    void anAsynchronousGroupMovesColdAndStillLosesNothing() {
        try (var drill = Drill.begin()) {
            var group = drill.group("books", "ASYNCHRONOUS", 60, "ledger");
            var plan = drill.plan("plan", List.of(group), Drill.tier("ledger"));

            var run = drill.start(plan, "planned-migration");
            var order = drill.order(run, "ledger");
            assertThat(order.getKind()).isEqualTo(MigrationKind.COLD);
            drill.succeed(order);

            drill.awaitRun(run, "Succeeded");
            assertThat(drill.run(run).getLong("rpoMillis")).isZero();
        }
    }

    @Test
    void aFailoverAwaitsItsCommit() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();

            var run = drill.start(plan, "failover");
            var order = drill.order(run, "db");
            assertThat(order.getKind()).isEqualTo(MigrationKind.RECOVERY);
            assertThat(order.getRecoveryPoint()).isNotNull();
            drill.succeed(order);
            drill.carryOut(run, "web");
            drill.awaitRun(run, "AwaitingCommit");
            drill.awaitGroup(drill.name("shop"), "FailingOver");

            drill.control(run, "commit").then().statusCode(202).body("state", equalTo("Committed"));
            drill.awaitGroup(drill.name("shop"), "FailedOver");
            drill.control(run, "commit")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("invalid-transition"))
                    .body("subject", equalTo(run))
                    .body("remedy", notNullValue());
            assertThat(drill.said(run)).startsWith("FailoverStarted").endsWith("RunCompleted", "RunCommitted");
            assertThat(drill.awaitSaid(FailoverStarted.class, e -> e.getRunId().equals(run))
                            .getKind())
                    .isEqualTo(RunKind.FAILOVER);
        }
    }

    @Test
    void aFailoverCanBeTakenBack() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "failover");
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "AwaitingCommit");

            drill.control(run, "rollback").then().statusCode(202);

            var order = drill.order(run, "web");
            assertThat(order.getDestinationSite()).isEqualTo(drill.from());
            drill.succeed(order);
            drill.carryOut(run, "db");
            drill.awaitRun(run, "RolledBack");
            drill.awaitGroup(drill.name("shop"), "Protected");
            assertThat(drill.step(run, "move/" + drill.name("db"))).isEqualTo("Compensated");
            assertThat(drill.said(run)).endsWith("RunRolledBack");
        }
    }

    @Test
    void aForcedFailoverNeedsNothingFromTheDeadSite() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            drill.site(drill.from(), "dead-site");

            drill.act(plan, "planned-migration", "{}")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("site-unreachable"))
                    .body("subject", equalTo(drill.from()));
            drill.awaitGroup(drill.name("shop"), "Protected");

            var hesitant = drill.start(plan, "failover");
            drill.awaitRun(hesitant, "Failed");
            assertThat(drill.awaitSaid(StepFailed.class, e -> e.getRunId().equals(hesitant))
                            .getCode())
                    .isEqualTo("fencing-unproven");
            drill.awaitGroup(drill.name("shop"), "Protected");

            var run = drill.start(plan, "failover", "{\"force\":true}");
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "SucceededWithWarnings");
            assertThat(drill.run(run).getString("kind")).isEqualTo("FORCED_FAILOVER");
            drill.awaitGroup(drill.name("shop"), "FailedOver");
        }
    }

    @Test
    void aPartlyFailedRunRetriesWhatIsUnfinishedAndNothingElse() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "planned-migration");
            drill.carryOut(run, "db");

            drill.fail(drill.order(run, "web"), "blocked", "host " + drill.to() + "-1 is not trusted");

            drill.awaitRun(run, "PartiallyFailed");
            drill.awaitGroup(drill.name("shop"), "FailingOver");
            drill.operator()
                    .get(drill.path("/plan-runs/" + run + "/report"))
                    .then()
                    .statusCode(200)
                    .body("refusals.code", hasItem("blocked"))
                    .body("refusals.reason", hasItem(containsString("is not trusted")))
                    .body(
                            "workloads.find { it.workload == '" + drill.name("db") + "' }.host",
                            equalTo(drill.to() + "-1"))
                    .body("workloads.find { it.workload == '" + drill.name("db") + "' }.rtoMillis", notNullValue());

            drill.control(run, "retry").then().statusCode(202);
            drill.carryOut(run, "web");
            drill.awaitRun(run, "Succeeded");
            assertThat(drill.orders(run)).as("db once, web twice").isEqualTo(3);
            assertThat(drill.said(run)).contains("RunResumed").endsWith("RunCompleted");
        }
    }

    @Test
    void aBlockedWorkloadStopsThoseThatNeedItAndNoOthers() {
        try (var drill = Drill.begin()) {
            var group = drill.group("shop", "SYNCHRONOUS", 5, "web", "db", "mail");
            var plan = drill.name("plan");
            drill.yaml()
                    .body("""
                            id: %1$s
                            name: shop
                            groups: [%2$s]
                            tiers:
                              - priority: 1
                                workloads: [%3$s-db]
                              - priority: 3
                                workloads: [%3$s-web, %3$s-mail]
                            dependencies:
                              %3$s-web: [%3$s-db]
                            """.formatted(plan, group, drill.tenant()))
                    .post(drill.path("/recovery-plans"))
                    .then()
                    .statusCode(201);

            var run = drill.start(plan, "test");
            drill.fail(drill.order(run, "db"), "blocked", "no trusted host has room");
            drill.carryOut(run, "mail");

            drill.awaitRun(run, "PartiallyFailed");
            assertThat(drill.step(run, "move/" + drill.name("web"))).isEqualTo("Skipped");
            assertThat(drill.step(run, "move/" + drill.name("mail"))).isEqualTo("Succeeded");
        }
    }

    @Test
    void twoFailoversOfAGroupDoNotMeet() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var other = drill.plan("other", List.of(drill.name("shop")), Drill.tier("db", "web"));
            var run = drill.start(plan, "failover");

            drill.act(other, "failover", "{}")
                    .then()
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("code", equalTo("group-in-use"))
                    .body("subject", equalTo(drill.name("shop")))
                    .body("detail", containsString(run))
                    .body("remedy", containsString(run));
            drill.operator()
                    .delete(drill.path("/recovery-plans/" + plan))
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("plan-in-use"));
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "AwaitingCommit");
            assertThat(drill.orders(run)).isEqualTo(2);
        }
    }

    @Test
    void ofManyWhoStartAtOnceOneIsLetIn() {
        try (var drill = Drill.begin();
                var threads = Executors.newFixedThreadPool(6)) {
            var plan = drill.webAndDb();

            var answers = threads
                    .invokeAll(Collections.nCopies(6, (Callable<Integer>)
                            () -> drill.act(plan, "failover", "{}").statusCode()))
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(answers).containsExactlyInAnyOrder(202, 409, 409, 409, 409, 409);
            String run = drill.operator().get(drill.path("/plan-runs")).path("items[0].id");
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "AwaitingCommit");
            assertThat(drill.orders(run)).isEqualTo(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void aLargePlanOrdersEveryWorkloadOnceAndTierAfterTier() {
        try (var drill = Drill.begin()) {
            var names = IntStream.range(0, 1_000).mapToObj(i -> "w" + i).toList();
            var group = drill.group("farm", "SYNCHRONOUS", 5, names.toArray(String[]::new));
            var tiers = IntStream.range(0, 5)
                    .mapToObj(
                            tier -> names.subList(tier * 200, tier * 200 + 200).toArray(String[]::new))
                    .toArray(String[][]::new);
            var plan = drill.plan("plan", List.of(group), tiers);

            var run = drill.start(plan, "planned-migration");
            for (int tier = 1; tier <= tiers.length; tier++) {
                drill.carryOutAll(run, tier * 200);
            }

            drill.awaitRun(run, "Succeeded");
            assertThat(drill.orders(run)).isEqualTo(1_000);
            assertThat(drill.said(run)).filteredOn("StepSucceeded"::equals).hasSize(1_003);
        }
    }

    @Test
    void moreLossThanTheRpoAllowsNeedsConsentThatNamesThePoint() {
        try (var drill = Drill.begin()) {
            var group = drill.group("books", "ASYNCHRONOUS", 5, "ledger");
            var plan = drill.plan("plan", List.of(group), Drill.tier("ledger"));
            drill.replication(group, "LAGGING", 120);
            drill.awaitGroup(group, "RpoBreached");
            assertThat(drill.awaitSaid(RpoBreached.class, e -> e.getGroupId().equals(group))
                            .getLagMillis())
                    .isGreaterThanOrEqualTo(120_000);
            var point = drill.groupState(group).getString("newestRecoveryPoint.id");

            drill.act(plan, "failover", "{}")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("rpo-exceeded"))
                    .body("subject", equalTo(group))
                    .body("detail", containsString("5000 ms"))
                    .body("remedy", containsString(point));
            drill.act(plan, "failover", "{\"acceptDataLoss\":{\"recoveryPoint\":\"another\"}}")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("rpo-exceeded"));
            drill.awaitSaid(
                    RunCompleted.class,
                    e -> e.getState().equals("PrecheckFailed") && e.getGroups().contains(group));

            var run = drill.start(plan, "failover", "{\"acceptDataLoss\":{\"recoveryPoint\":\"" + point + "\"}}");
            var order = drill.order(run, "ledger");
            assertThat(order.getRecoveryPoint()).isEqualTo(point);
            drill.succeed(order);
            drill.awaitRun(run, "AwaitingCommit");
            var consent =
                    drill.awaitSaid(DataLossAccepted.class, e -> e.getRunId().equals(run));
            assertThat(consent.getRecoveryPoint()).isEqualTo(point);
            assertThat(consent.getRpoMillis()).isEqualTo(5_000);
            assertThat(consent.getAcceptedBy()).isEqualTo("tenant-operator@" + drill.tenant());
            assertThat(drill.run(run).getLong("rpoMillis")).isGreaterThanOrEqualTo(120_000);
        }
    }

    @Test
    void replicationIsWatched() {
        try (var drill = Drill.begin()) {
            var group = drill.group("books", "ASYNCHRONOUS", 5, "ledger");

            drill.replication(group, "BROKEN", 1);
            drill.awaitGroup(group, "Degraded");
            drill.replication(group, "LAGGING", 60);
            drill.awaitGroup(group, "RpoBreached");
            drill.replication(group, "IN_SYNC", 0);
            drill.awaitGroup(group, "Protected");
            drill.awaitSaid(RpoRestored.class, e -> e.getGroupId().equals(group));
            drill.replication(group, "DIVERGED", 0);
            drill.awaitGroup(group, "RecoveryRequired");
            drill.awaitSaid(SplitBrainDetected.class, e -> e.getGroupId().equals(group));

            var states = drill.probe().events(ProtectionStateChanged.class).stream()
                    .filter(e -> e.getGroupId().equals(group))
                    .toList();
            assertThat(states)
                    .extracting(ProtectionStateChanged::getState)
                    .containsExactly(
                            "Configuring",
                            "InitialSync",
                            "Protected",
                            "Degraded",
                            "RpoBreached",
                            "Protected",
                            "RecoveryRequired");
        }
    }

    @Test
    void anUntrustedDestinationTakesNothing() {
        try (var drill = Drill.withUntrustedDestination()) {
            var plan = drill.webAndDb();

            for (var action : List.of("test", "planned-migration", "failover")) {
                drill.act(plan, action, "{}")
                        .then()
                        .statusCode(422)
                        .body("code", equalTo("untrusted-destination"))
                        .body("subject", equalTo(drill.to()))
                        .body("detail", containsString("0 trusted hosts of 1"))
                        .body("remedy", notNullValue());
            }
            drill.act(plan, "failover", "{\"force\":true}")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("untrusted-destination"));
            assertThat(drill.groupState(drill.name("shop")).getString("state")).isEqualTo("Protected");
        }
    }
}
