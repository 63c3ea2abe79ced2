package dev.leeward.dr.app;

import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import java.time.Duration;
import java.util.Optional;

/** What is said about a protection group on its topic. */
public sealed interface GroupFact {
    record StateChanged(String previous, String state, Optional<RunId> run) implements GroupFact {}

    record RpoBreached(Duration lag, Duration rpo) implements GroupFact {}

    record RpoRestored(Duration lag, Duration rpo) implements GroupFact {}

    record SplitBrainDetected(WorkloadId workload) implements GroupFact {}

    record Reprotected(RunId run) implements GroupFact {}
}
