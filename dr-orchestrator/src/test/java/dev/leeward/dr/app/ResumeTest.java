package dev.leeward.dr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.dr.Drill;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Seed;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engines that go away in the middle: nothing is lost, nothing is done twice. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class ResumeTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Inject
    RunEngine engine;

    @Inject
    RunTurns turns;

    @Inject
    GroupWork work;

    @Inject
    WakeUp wakeUp;

    @Inject
    DrConfig config;

    @Inject
    Sql sql;

    @BeforeEach
    void noEngineButOurs() {
        engine.stop();
    }

    @AfterEach
    void theUsualEngineAgain() {
        engine.start();
    }

    @Test
    void aRunWhoseEngineDiedIsTakenOverWhereItStands() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "failover");
            var doomed = claim(run, SHORT);
            performAndRecord(doomed);
            performWithoutRecording(doomed);
            assertThat(drill.run(run).getString("state")).isEqualTo("Running");

            try (var _ = engine("second")) {
                drill.carryOut(run, "db", "web");
                drill.awaitRun(run, "AwaitingCommit");
            }

            assertThat(drill.said(run)).contains("RunInterrupted", "RunResumed");
            assertThat(drill.orders(run)).isEqualTo(2);
            assertThat(drill.said(run)).filteredOn("StepSucceeded"::equals).hasSize(5);
            assertThat(drill.said(run)).filteredOn("FailoverStarted"::equals).hasSize(1);
        }
    }

    @Test
    void anEngineThatWasOvertakenWritesNothing() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "failover");
            var slow = claim(run, SHORT);
            var turn = turns.turn(slow);
            assertThat(turn).isInstanceOf(RunTurns.Turn.Perform.class);

            var fast = claim(run, Duration.ofSeconds(30));
            assertThat(fast.fence()).isGreaterThan(slow.fence());
            assertThat(fast.takenOver()).isTrue();

            if (turn instanceof RunTurns.Turn.Perform(var tasks)) {
                turns.record(slow, tasks.getFirst(), StepResult.done("written by a ghost"));
            }
            assertThat(turns.turn(slow)).isInstanceOf(RunTurns.Turn.Overtaken.class);
            assertThat(turns.heartbeat(slow, SHORT)).isFalse();
            assertThat(details(fast)).doesNotContain("written by a ghost");
            turns.askAgain(fast, Duration.ZERO);
        }
    }

    /** Whatever is killed and whenever: every workload is ordered once, every step succeeds once, in order. */
    @Test
    void enginesThatDieAllTheTimeLoseAndDoubleNothing() {
        long seed = Seed.choose();
        var random = Seed.random(seed);
        try (var drill = Drill.begin()) {
            var group = drill.group("farm", "SYNCHRONOUS", 5, "a", "b", "c", "d", "e", "f");
            var plan = drill.plan(
                    "plan", List.of(group), Drill.tier("a", "b"), Drill.tier("c", "d"), Drill.tier("e", "f"));
            var run = drill.start(plan, "planned-migration");

            int deaths = 0;
            for (var tier : List.of(List.of("a", "b"), List.of("c", "d"), List.of("e", "f"))) {
                for (int life = 0; life < 3; life++) {
                    deaths += driveAndDie(run, random.nextInt(4));
                }
                if (tier.contains("a")) {
                    driveUntilOrdered(drill, run, 2);
                } else {
                    driveUntilOrdered(drill, run, tier.contains("c") ? 4 : 6);
                }
                drill.carryOut(run, tier.toArray(String[]::new));
                for (var workload : tier) {
                    drill.awaitStep(run, "move/" + drill.name(workload), "Succeeded");
                }
            }
            try (var _ = engine("last")) {
                drill.awaitRun(run, "Succeeded");
            }

            assertThat(deaths)
                    .as("the test is void without a death; %s", Seed.replay(seed))
                    .isPositive();
            assertThat(drill.orders(run)).as(Seed.replay(seed)).isEqualTo(6);
            assertThat(drill.said(run))
                    .as(Seed.replay(seed))
                    .filteredOn("StepSucceeded"::equals)
                    .hasSize(9);
            assertThat(drill.said(run)).filteredOn("RunCompleted"::equals).hasSize(1);
        }
    }

    /** Takes some turns and then vanishes without letting go; 1 where it held the run at that moment. */
    private int driveAndDie(String run, int turnsToLive) {
        var claim = tryClaim(run, Duration.ofMillis(50));
        if (claim.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < turnsToLive; i++) {
            if (!(turns.turn(claim.get()) instanceof RunTurns.Turn.Perform(var tasks))) {
                return 0;
            }
            var result = work.perform(tasks.getFirst());
            if (i % 2 == 0) {
                turns.record(claim.get(), tasks.getFirst(), result);
            }
        }
        return 1;
    }

    private void driveUntilOrdered(Drill drill, String run, int orders) {
        try (var _ = engine("helper")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> drill.orders(run) >= orders);
        }
    }

    private void performAndRecord(Claim claim) {
        if (turns.turn(claim) instanceof RunTurns.Turn.Perform(var tasks)) {
            tasks.forEach(task -> turns.record(claim, task, work.perform(task)));
        }
    }

    private void performWithoutRecording(Claim claim) {
        if (turns.turn(claim) instanceof RunTurns.Turn.Perform(var tasks)) {
            tasks.forEach(work::perform);
        }
    }

    private Claim claim(String run, Duration lease) {
        return await().until(() -> tryClaim(run, lease), Optional::isPresent).orElseThrow();
    }

    /** Claims our run; what else is due, left by other tests, is put off. */
    private Optional<Claim> tryClaim(String run, Duration lease) {
        var claim = turns.claim("test", lease);
        if (claim.isPresent() && !claim.get().run().value().equals(run)) {
            turns.askAgain(claim.get(), Duration.ofSeconds(5));
            return Optional.empty();
        }
        return claim;
    }

    private List<String> details(Claim claim) {
        return QuarkusTransaction.requiringNew()
                .call(() -> sql.list(
                        "select coalesce(detail, '') as detail from run_step where run_id = ?",
                        row -> row.text("detail"),
                        claim.run()));
    }

    private Engine engine(String name) {
        return new Engine(name, turns, work, wakeUp, config.engine()).start();
    }
}
