package dev.leeward.dr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.dr.Fixtures;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.Tier;
import dev.leeward.testkit.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AdvanceTest {
    private static final List<RunKind> KINDS = List.of(RunKind.values());
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final Group SHOP = Fixtures.group("shop", "web", "db", "cache");
    private static final PlanDocument PLAN = new PlanDocument(
            "shop",
            List.of(new GroupId("shop")),
            List.of(
                    new Tier(1, Optional.empty(), Fixtures.workloads("db", "cache")),
                    new Tier(2, Optional.empty(), Fixtures.workloads("web"))),
            Map.of(new WorkloadId("web"), Fixtures.workloads("db")));

    @Test
    void aTierStartsWhenTheOneBeforeIsOver() {
        var run = new Machine(RunKind.TEST, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.finish("open/shop");

        assertThat(run.open()).containsExactlyInAnyOrder("move/db", "move/cache");
        run.finish("move/db");
        assertThat(run.open()).containsExactly("move/cache");
        run.fail("move/cache");
        assertThat(run.open()).containsExactly("move/web");
        run.finish("move/web");
        assertThat(run.outcome).contains(Outcome.PARTIALLY_FAILED);
    }

    @Test
    void aWorkloadWhoseDependencyFailedIsSkipped() {
        var run = new Machine(RunKind.TEST, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.finish("open/shop");
        run.fail("move/db");
        run.finish("move/cache");

        assertThat(run.state("move/web"))
                .isInstanceOfSatisfying(
                        StepState.Skipped.class,
                        skipped -> assertThat(skipped.reason()).contains("move/db"));
        assertThat(run.outcome).contains(Outcome.PARTIALLY_FAILED);
    }

    @Test
    void withoutAProofOfFencingNothingIsPromoted() {
        var run = new Machine(RunKind.FAILOVER, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.fail("fence/shop");

        assertThat(run.state("promote/shop")).isInstanceOf(StepState.Skipped.class);
        assertThat(run.state("move/db")).isInstanceOf(StepState.Skipped.class);
        assertThat(run.outcome).contains(Outcome.FAILED);
    }

    @Test
    void aFailoverThatPromotedHasNotFailedWithoutATrace() {
        var run = new Machine(RunKind.FAILOVER, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.finish("fence/shop");
        run.finish("promote/shop");
        run.fail("move/db");
        run.fail("move/cache");

        assertThat(run.outcome).contains(Outcome.PARTIALLY_FAILED);
    }

    @Test
    void aFailoverAwaitsItsCommitAndAForcedOneDoesNot() {
        assertThat(finished(RunKind.FAILOVER)).contains(Outcome.AWAITING_COMMIT);
        assertThat(finished(RunKind.FORCED_FAILOVER)).contains(Outcome.SUCCEEDED);
        assertThat(finished(RunKind.PLANNED_MIGRATION)).contains(Outcome.SUCCEEDED);
        assertThat(finished(RunKind.TEST)).contains(Outcome.SUCCEEDED);
        assertThat(finished(RunKind.CLEANUP)).contains(Outcome.SUCCEEDED);
        assertThat(finished(RunKind.REPROTECT)).contains(Outcome.SUCCEEDED);
    }

    private static Optional<Outcome> finished(RunKind kind) {
        var run = new Machine(kind, PLAN, List.of(SHOP));
        while (run.outcome.isEmpty()) {
            run.finish(run.open().getFirst());
        }
        return run.outcome;
    }

    @Test
    void aWarningIsNotLost() {
        var run = new Machine(RunKind.FORCED_FAILOVER, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.settle("fence/shop", new StepState.Succeeded(1, NOW, NOW, "not fenced", true));
        while (run.outcome.isEmpty()) {
            run.finish(run.open().getFirst());
        }

        assertThat(run.outcome).contains(Outcome.SUCCEEDED_WITH_WARNINGS);
    }

    @Test
    void anOrderWhoseAnswerNeverCameCountsAsTouched() {
        var run = new Machine(RunKind.PLANNED_MIGRATION, PLAN, List.of(SHOP));

        run.finish("precheck/shop");
        run.finish("sync/shop");
        run.settle("move/db", new StepState.Failed(1, NOW, NOW, Advance.DEADLINE_EXCEEDED, "no answer"));
        run.fail("move/cache");

        assertThat(run.outcome).contains(Outcome.PARTIALLY_FAILED);
    }

    @Test
    void cancellingStartsNothingMoreAndWaitsForWhatIsUnderWay() {
        var run = new Machine(RunKind.TEST, PLAN, List.of(SHOP));
        run.finish("precheck/shop");
        run.finish("open/shop");

        run.cancel();

        assertThat(run.outcome).isEmpty();
        assertThat(run.state("move/web")).isInstanceOf(StepState.Skipped.class);
        run.finish("move/db");
        run.finish("move/cache");
        assertThat(run.outcome).contains(Outcome.CANCELLED);
    }

    @Test
    void goingBackTakesTheLastTierFirst() {
        var moved = Set.copyOf(Fixtures.workloads("web", "db"));
        var steps = StepGraph.backward(PLAN, List.of(SHOP), moved);
        var run = new Machine(RunKind.FAILOVER, Phase.ROLLBACK, steps);

        run.finish("unfence/shop");
        assertThat(run.open()).containsExactly("return/web");
        run.finish("return/web");
        assertThat(run.open()).containsExactly("return/db");
        run.finish("return/db");
        run.finish("restore/shop");

        assertThat(run.outcome).contains(Outcome.ROLLED_BACK);
    }

    @Test
    void theKeyOfAnAttemptIsAlwaysTheSame() {
        var run = new RunId("run-1");
        var step = new StepId("move/db");

        assertThat(Step.orderId(run, step, 1))
                .isEqualTo(Step.orderId(run, step, 1))
                .isNotEqualTo(Step.orderId(run, step, 2));
    }

    @Test
    void anEstimateIsTheCriticalPath() {
        var steps = StepGraph.of(RunKind.TEST, PLAN, List.of(SHOP));

        var estimate = RtoEstimate.of(
                steps,
                Map.of(
                        StepAction.OPEN_TEST_COPY, Duration.ofSeconds(2),
                        StepAction.TEST_WORKLOAD, Duration.ofSeconds(10)));

        assertThat(estimate).contains(new RtoEstimate(Duration.ofSeconds(22), 1));
        assertThat(RtoEstimate.of(steps, Map.of())).isEmpty();
    }

    /** Any plan, any outcome of any step: barriers and dependencies hold, and every run comes to its end. */
    @Test
    void everyRunKeepsItsOrderAndEnds() {
        long seed = Seed.choose();
        for (int i = 0; i < 300; i++) {
            var random = Seed.random(seed + i);
            var kind = KINDS.get(random.nextInt(KINDS.size()));
            var groups = randomGroups(random);
            var run = new Machine(kind, randomPlan(groups, random), groups);
            int guard = 0;
            while (run.outcome.isEmpty()) {
                assertThat(run.open())
                        .as("a run that is not over has something to do; %s", Seed.replay(seed + i))
                        .isNotEmpty();
                run.checkOrder();
                var next = run.open().get(random.nextInt(run.open().size()));
                if (random.nextInt(5) == 0) {
                    run.fail(next);
                } else {
                    run.finish(next);
                }
                assertThat(guard++).as(Seed.replay(seed + i)).isLessThan(1_000);
            }
        }
    }

    private static List<Group> randomGroups(RandomGenerator random) {
        var groups = new ArrayList<Group>();
        for (int g = 0; g <= random.nextInt(3); g++) {
            var names = new ArrayList<String>();
            for (int w = 0; w <= random.nextInt(6); w++) {
                names.add("g" + g + "-w" + w);
            }
            groups.add(Fixtures.group("g" + g, names.toArray(String[]::new)));
        }
        return groups;
    }

    private static PlanDocument randomPlan(List<Group> groups, RandomGenerator random) {
        var tiers = new LinkedHashMap<Integer, List<WorkloadId>>();
        var needs = new LinkedHashMap<WorkloadId, List<WorkloadId>>();
        var before = new ArrayList<WorkloadId>();
        for (int priority = 1; priority <= Tier.LAST; priority++) {
            tiers.put(priority, new ArrayList<>());
        }
        var placed = new LinkedHashMap<WorkloadId, Integer>();
        for (var group : groups) {
            for (var workload : group.definition().workloads()) {
                placed.put(workload, 1 + random.nextInt(Tier.LAST));
            }
        }
        placed.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> {
            tiers.getOrDefault(entry.getValue(), new ArrayList<>()).add(entry.getKey());
            if (!before.isEmpty() && random.nextBoolean()) {
                needs.put(entry.getKey(), List.of(before.get(random.nextInt(before.size()))));
            }
            before.add(entry.getKey());
        });
        return new PlanDocument(
                "random",
                groups.stream().map(Group::id).toList(),
                tiers.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> new Tier(
                                entry.getKey(),
                                random.nextInt(4) == 0 ? Optional.of("go on?") : Optional.empty(),
                                entry.getValue()))
                        .toList(),
                needs);
    }

    /** Plays the engine: whatever is ready is under way until the test says how it came out. */
    private static final class Machine {
        private final RunKind kind;
        private final Map<StepId, Step> steps = new LinkedHashMap<>();
        private Phase phase;
        private Optional<Outcome> outcome = Optional.empty();

        Machine(RunKind kind, PlanDocument plan, List<Group> groups) {
            this(kind, Phase.FORWARD, StepGraph.of(kind, plan, groups));
        }

        Machine(RunKind kind, Phase phase, List<Step> all) {
            this.kind = kind;
            this.phase = phase;
            all.forEach(step -> steps.put(step.id(), step));
            advance();
        }

        void cancel() {
            phase = Phase.CANCELLING;
            advance();
        }

        List<String> open() {
            return steps.values().stream()
                    .filter(step -> step.state() instanceof StepState.Running)
                    .map(step -> step.id().value())
                    .toList();
        }

        StepState state(String id) {
            return step(id).state();
        }

        void finish(String id) {
            settle(id, new StepState.Succeeded(1, NOW, NOW, "done", false));
        }

        void fail(String id) {
            settle(id, new StepState.Failed(1, NOW, NOW, "refused", "no"));
        }

        void settle(String id, StepState state) {
            var step = step(id);
            assertThat(step.state()).as(id).isInstanceOf(StepState.Running.class);
            steps.put(step.id(), step.in(state));
            advance();
        }

        void checkOrder() {
            var done = new HashSet<StepId>();
            int first = Integer.MAX_VALUE;
            for (var step : steps.values()) {
                if (step.state() instanceof StepState.Succeeded) {
                    done.add(step.id());
                }
                if (!step.state().terminal()) {
                    first = Math.min(first, step.stage());
                }
            }
            for (var step : steps.values()) {
                if (step.state() instanceof StepState.Running) {
                    assertThat(step.stage()).as("barrier before " + step.id()).isEqualTo(first);
                    assertThat(done).as("needs of " + step.id()).containsAll(step.needs());
                }
            }
        }

        private void advance() {
            var advance = Advance.of(kind, phase, List.copyOf(steps.values()));
            for (var step : advance.changed()) {
                steps.put(
                        step.id(),
                        step.state() instanceof StepState.Ready
                                ? step.in(new StepState.Running(1, NOW, NOW.plusSeconds(60)))
                                : step);
            }
            outcome = advance.outcome();
        }

        private Step step(String id) {
            return Objects.requireNonNull(steps.get(new StepId(id)), id);
        }
    }
}
