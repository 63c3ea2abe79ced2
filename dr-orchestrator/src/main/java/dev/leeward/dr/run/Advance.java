package dev.leeward.dr.run;

import dev.leeward.dr.run.StepState.Failed;
import dev.leeward.dr.run.StepState.Pending;
import dev.leeward.dr.run.StepState.Ready;
import dev.leeward.dr.run.StepState.Skipped;
import dev.leeward.dr.run.StepState.Succeeded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from where a run's steps stand.
 *
 * @param changed steps that became Ready or Skipped
 * @param outcome how the run came out; present once every step of this phase is terminal
 */
public record Advance(List<Step> changed, Optional<Outcome> outcome) {
    /** Code of a step whose outcome did not become known in time. */
    public static final String DEADLINE_EXCEEDED = "deadline-exceeded";

    public Advance {
        changed = List.copyOf(changed);
    }

    /** Reads no clock and no store: the same steps give the same answer. */
    public static Advance of(RunKind kind, Phase phase, List<Step> all) {
        var steps = new LinkedHashMap<StepId, Step>();
        all.stream()
                .filter(step -> step.action().backward() == (phase == Phase.ROLLBACK))
                .forEach(step -> steps.put(step.id(), step));
        var changed = new LinkedHashMap<StepId, Step>();
        if (phase == Phase.CANCELLING) {
            for (var step : List.copyOf(steps.values())) {
                if (step.state() instanceof Pending || step.state() instanceof Ready) {
                    change(steps, changed, step.in(new Skipped(step.state().attempt(), "the run was cancelled")));
                }
            }
        } else {
            open(steps, changed);
        }
        boolean over = steps.values().stream().allMatch(step -> step.state().terminal());
        return new Advance(
                new ArrayList<>(changed.values()),
                over ? Optional.of(judge(kind, phase, List.copyOf(steps.values()))) : Optional.empty());
    }

    /** Opens the first stage that is not over, as often as skipped steps put a stage to its end. */
    private static void open(Map<StepId, Step> steps, Map<StepId, Step> changed) {
        boolean again = true;
        while (again) {
            again = false;
            int stage = steps.values().stream()
                    .filter(step -> !step.state().terminal())
                    .mapToInt(Step::stage)
                    .min()
                    .orElse(Integer.MAX_VALUE);
            for (var step : List.copyOf(steps.values())) {
                if (step.stage() == stage && step.state() instanceof Pending(var attempt)) {
                    var lost = step.needs().stream()
                            .filter(need -> lost(steps.get(need)))
                            .findFirst();
                    if (lost.isPresent()) {
                        change(steps, changed, step.in(new Skipped(attempt, "needs " + lost.get())));
                        again = true;
                    } else if (step.needs().stream().allMatch(need -> done(steps.get(need)))) {
                        change(steps, changed, step.in(new Ready(attempt)));
                    }
                }
            }
        }
    }

    private static void change(Map<StepId, Step> steps, Map<StepId, Step> changed, Step step) {
        steps.put(step.id(), step);
        changed.put(step.id(), step);
    }

    private static boolean lost(@Nullable Step need) {
        return need != null && need.state().terminal() && !(need.state() instanceof Succeeded);
    }

    private static boolean done(@Nullable Step need) {
        return need == null || need.state() instanceof Succeeded;
    }

    private static Outcome judge(RunKind kind, Phase phase, List<Step> steps) {
        boolean unfinished =
                steps.stream().anyMatch(step -> step.state() instanceof Failed || step.state() instanceof Skipped);
        if (phase == Phase.ROLLBACK) {
            return unfinished ? Outcome.PARTIALLY_FAILED : Outcome.ROLLED_BACK;
        }
        if (unfinished) {
            boolean touched = steps.stream().anyMatch(Advance::touched);
            return kind.moves() && touched
                    ? Outcome.PARTIALLY_FAILED
                    : phase == Phase.CANCELLING
                            ? Outcome.CANCELLED
                            : touched ? Outcome.PARTIALLY_FAILED : Outcome.FAILED;
        }
        if (kind == RunKind.FAILOVER) {
            return Outcome.AWAITING_COMMIT;
        }
        boolean warned = steps.stream().anyMatch(step -> step.state() instanceof Succeeded s && s.warning());
        return warned ? Outcome.SUCCEEDED_WITH_WARNINGS : Outcome.SUCCEEDED;
    }

    /** Whether a step changed something, or may have: an order whose answer never came counts. */
    private static boolean touched(Step step) {
        return switch (step.state()) {
            case Succeeded _ ->
                switch (step.action()) {
                    case PRECHECK_GROUP, SYNC_GROUP, PROMPT -> false;
                    case OPEN_TEST_COPY, CLOSE_TEST_COPY, FINAL_SYNC, FENCE_SOURCE, PROMOTE_REPLICA -> true;
                    case UNFENCE_SOURCE, RESTORE_PROTECTION, REVERSE_REPLICATION, AWAIT_SYNC, TEST_WORKLOAD -> true;
                    case CLEAN_UP_WORKLOAD, MIGRATE_WORKLOAD, RECOVER_WORKLOAD, RETURN_WORKLOAD -> true;
                };
            case Failed f -> f.code().equals(DEADLINE_EXCEEDED);
            case Pending _, Ready _, Skipped _ -> false;
            case StepState.Running _, StepState.Indeterminate _, StepState.Compensated _ -> true;
        };
    }
}
