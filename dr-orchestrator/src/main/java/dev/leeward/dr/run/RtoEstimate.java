package dev.leeward.dr.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a run will take, judged by how long its kinds of steps took before.
 *
 * @param estimate the critical path: stages follow each other, steps of a stage run together
 * @param unknown steps without a precedent, counted as nothing
 */
public record RtoEstimate(Duration estimate, int unknown) {
    /**
     * Estimates what is left of {@code steps}.
     *
     * @param typical usual duration of each action; actions never done before are missing
     */
    public static Optional<RtoEstimate> of(List<Step> steps, Map<StepAction, Duration> typical) {
        var longest = new HashMap<Integer, Duration>();
        int unknown = 0;
        int open = 0;
        for (var step : steps) {
            if (step.state().terminal() || step.action() == StepAction.PROMPT) {
                continue;
            }
            open++;
            var usual = typical.get(step.action());
            if (usual == null) {
                unknown++;
            } else {
                longest.merge(step.stage(), usual, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            }
        }
        return open > 0 && unknown == open
                ? Optional.empty()
                : Optional.of(
                        new RtoEstimate(longest.values().stream().reduce(Duration.ZERO, Duration::plus), unknown));
    }
}
