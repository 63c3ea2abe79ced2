package dev.leeward.dr.run;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One step of a run.
 *
 * @param stage steps of one stage may run together; a stage opens when every earlier one is terminal
 * @param tier priority tier, 0 for steps of the whole run
 * @param needs steps that must have succeeded, or this one is skipped
 * @param prompt the question, for a prompt
 */
public record Step(
        StepId id,
        int stage,
        int tier,
        StepAction action,
        Optional<GroupId> group,
        Optional<WorkloadId> workload,
        Set<StepId> needs,
        Optional<String> prompt,
        StepState state) {
    public Step {
        needs = Set.copyOf(needs);
    }

    /** The same step in another state. */
    public Step in(StepState next) {
        return new Step(id, stage, tier, action, group, workload, needs, prompt, next);
    }

    /** The key of an attempt: the same run, step and attempt always give the same one. */
    public static String orderId(RunId run, StepId step, int attempt) {
        var name = run.value() + '/' + step.value() + '/' + attempt;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
