package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Migrations that a drill starts, and what the views must know of them afterwards. */
final class Moves {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Moves() {}

    /** Sends every workload to another trusted host; some are on their way when this returns their ids. */
    static List<String> start(Stack stack, Workloads workloads) {
        var trusted = TrustedHosts.of(stack);
        return stack.world().workloads().stream()
                .map(workload -> {
                    workloads.awaitIdle(workload.id());
                    var current = workloads.hostOf(workload.id());
                    return workloads.request(
                            workload.id(), trusted.get((trusted.indexOf(current) + 1) % trusted.size()));
                })
                .toList();
    }

    /** Those of the migrations that the compliance views do not know, however long one waits. */
    static List<String> missingInViews(Stack stack, List<String> migrations) {
        var auditor = stack.api().as("audrey", "auditor", null);
        return Stopwatch.until(LIMIT, () -> {
                    var text = auditor.all(Part.COMPLIANCE, "/v1/migrations").toString();
                    return migrations.stream().allMatch(text::contains)
                            ? Optional.of(List.<String>of())
                            : Optional.empty();
                })
                .orElseGet(() -> {
                    var text = auditor.all(Part.COMPLIANCE, "/v1/migrations").toString();
                    return migrations.stream().filter(id -> !text.contains(id)).toList();
                });
    }
}
