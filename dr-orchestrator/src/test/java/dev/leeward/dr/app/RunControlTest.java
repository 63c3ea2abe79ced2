package dev.leeward.dr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.dr.Drill;
import dev.leeward.events.dr.PromptRaised;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pause, cancel, prompts, deadlines, late answers. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class RunControlTest {
    @Test
    void aPausedRunFinishesWhatIsUnderWayAndStartsNothingMore() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "test");
            var db = drill.order(run, "db");

            drill.control(run, "pause").then().statusCode(202).body("state", equalTo("Paused"));
            drill.succeed(db);
            drill.awaitStep(run, "move/" + drill.name("db"), "Succeeded");
            assertThat(drill.run(run).getString("state")).isEqualTo("Paused");
            assertThat(drill.step(run, "move/" + drill.name("web"))).isEqualTo("Pending");
            drill.control(run, "retry").then().statusCode(409).body("code", equalTo("invalid-transition"));

            drill.control(run, "resume").then().statusCode(202);
            drill.carryOut(run, "web");
            drill.awaitRun(run, "Succeeded");
            assertThat(drill.said(run)).contains("RunPaused", "RunResumed");
        }
    }

    @Test
    void aCancelledMigrationThatMovedSomethingSaysSo() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "planned-migration");
            var db = drill.order(run, "db");

            drill.control(run, "cancel").then().statusCode(202);
            drill.succeed(db);

            drill.awaitRun(run, "PartiallyFailed");
            assertThat(drill.step(run, "move/" + drill.name("web"))).isEqualTo("Skipped");
            drill.awaitGroup(drill.name("shop"), "FailingOver");
            drill.control(run, "rollback").then().statusCode(202);
            drill.carryOut(run, "db");
            drill.awaitRun(run, "RolledBack");
            drill.awaitGroup(drill.name("shop"), "Protected");
        }
    }

    @Test
    void aCancelledTestIsCleanedUp() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "test");
            var db = drill.order(run, "db");

            drill.control(run, "cancel").then().statusCode(202);
            drill.succeed(db);
            drill.awaitRun(run, "Cancelled");
            drill.awaitGroup(drill.name("shop"), "CleanupRequired");

            String cleanup = drill.control(run, "cleanup")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
            drill.carryOut(cleanup, "db");
            drill.awaitRun(cleanup, "Succeeded");
            assertThat(drill.orders(cleanup)).as("web was never copied").isEqualTo(1);
        }
    }

    @Test
    void aPromptWaitsForAPerson() {
        try (var drill = Drill.begin()) {
            var group = drill.group("shop", "SYNCHRONOUS", 5, "db");
            var plan = drill.name("plan");
            drill.operator()
                    .body("""
                            {"id":"%s","name":"shop","groups":["%s"],
                             "tiers":[{"priority":2,"prompt":"Is the database licensed?","workloads":["%s"]}]}""".formatted(plan, group, drill.name("db")))
                    .post(drill.path("/recovery-plans"))
                    .then()
                    .statusCode(201);

            var run = drill.start(plan, "test");
            drill.awaitRun(run, "WaitingForInput");
            var raised = drill.awaitSaid(PromptRaised.class, e -> e.getRunId().equals(run));
            assertThat(raised.getMessage()).isEqualTo("Is the database licensed?");
            assertThat(drill.orders(run)).isZero();

            drill.operator()
                    .body("{\"answer\":\"yes\"}")
                    .post(drill.path("/plan-runs/" + run + "/prompts/" + raised.getPromptId() + "/answer"))
                    .then()
                    .statusCode(202);
            drill.carryOut(run, "db");
            drill.awaitRun(run, "Succeeded");
            assertThat(drill.said(run)).contains("PromptRaised", "PromptAnswered");
        }
    }

    @Test
    void anOrderThatIsNotAnsweredFailsAtItsDeadlineAndALateAnswerStillCounts() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "planned-migration");
            var db = drill.order(run, "db");
            drill.loseContact(db);
            drill.awaitStep(run, "move/" + drill.name("db"), "Indeterminate");

            await().atMost(Duration.ofSeconds(25))
                    .until(() -> drill.step(run, "move/" + drill.name("db")), "Failed"::equals);
            drill.carryOut(run, "web");
            drill.awaitRun(run, "PartiallyFailed");
            assertThat(drill.steps(run).getString("items.find { it.id == 'move/" + drill.name("db") + "' }.code"))
                    .isEqualTo("deadline-exceeded");

            drill.succeed(db);
            drill.awaitStep(run, "move/" + drill.name("db"), "Succeeded");
            drill.control(run, "retry").then().statusCode(202);
            drill.awaitRun(run, "Succeeded");
            assertThat(drill.orders(run)).as("nothing was ordered twice").isEqualTo(2);
        }
    }
}
