package dev.leeward.dr.app;

import dev.leeward.dr.run.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run fact in plain words and numbers, for its history and for those who watch it. */
public record FactData(String type, Map<String, Object> data) {
    /** The same fact, by the name of its event. */
    public static FactData of(RunFact fact) {
        return switch (fact) {
            case RunFact.Started _ -> new FactData("RunStarted", Map.of());
            case RunFact.StepStarted(var step) -> new FactData("StepStarted", step(step));
            case RunFact.StepSucceeded(var step, var detail, var took) -> {
                var data = step(step);
                data.put("detail", detail);
                data.put("durationMillis", took.toMillis());
                yield new FactData("StepSucceeded", data);
            }
            case RunFact.StepFailed(var step, var code, var reason) -> {
                var data = step(step);
                data.put("code", code);
                data.put("reason", reason);
                yield new FactData("StepFailed", data);
            }
            case RunFact.PromptRaised(var prompt, var message) ->
                new FactData("PromptRaised", Map.of("prompt", prompt, "message", message));
            case RunFact.PromptAnswered(var prompt, var by, var answer) ->
                new FactData("PromptAnswered", Map.of("prompt", prompt, "by", by, "answer", answer));
            case RunFact.Paused(var by) -> new FactData("RunPaused", Map.of("by", by));
            case RunFact.Interrupted(var reason) -> new FactData("RunInterrupted", Map.of("reason", reason));
            case RunFact.Resumed(var by) -> new FactData("RunResumed", Map.of("by", by));
            case RunFact.Completed(var state, var rto, var rpo, var succeeded, var failed) ->
                new FactData(
                        "RunCompleted",
                        Map.of(
                                "state", state,
                                "rtoMillis", rto.toMillis(),
                                "rpoMillis", rpo.toMillis(),
                                "succeeded", succeeded,
                                "failed", failed));
            case RunFact.Committed(var by) -> new FactData("RunCommitted", Map.of("by", by));
            case RunFact.RolledBack(var by) -> new FactData("RunRolledBack", Map.of("by", by));
            case RunFact.DataLossAccepted(var group, var point, var lag, var rpo, var by) ->
                new FactData(
                        "DataLossAccepted",
                        Map.of(
                                "group", group.value(),
                                "recoveryPoint", point.id(),
                                "lagMillis", lag.toMillis(),
                                "rpoMillis", rpo.toMillis(),
                                "by", by));
        };
    }

    private static Map<String, Object> step(Step step) {
        var data = new LinkedHashMap<String, Object>();
        data.put("step", step.id().value());
        data.put("action", step.action().wireName());
        data.put("tier", step.tier());
        step.workload().ifPresent(workload -> data.put("workload", workload.value()));
        step.group().ifPresent(group -> data.put("group", group.value()));
        return data;
    }
}
