package dev.leeward.compliance.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a protection group. */
public sealed interface GroupFact extends Fact {
    /** The group spoken of. */
    String groupId();

    /** It changed its state. */
    record ProtectionStateChanged(
            String groupId,
            String groupName,
            String previousState,
            String state,
            String fromSite,
            String toSite,
            List<String> workloads,
            @Nullable String runId)
            implements GroupFact {
        public ProtectionStateChanged {
            workloads = List.copyOf(workloads);
        }
    }

    /** Replication lies further behind than the RPO allows. */
    record RpoBreached(String groupId, long lagMillis, long rpoMillis) implements GroupFact {}

    /** Replication is within the RPO again. */
    record RpoRestored(String groupId, long lagMillis, long rpoMillis) implements GroupFact {}

    /** A workload may be active at both sites. */
    record SplitBrainDetected(String groupId, String workloadId, List<String> sites) implements GroupFact {
        public SplitBrainDetected {
            sites = List.copyOf(sites);
        }
    }

    /** It is protected in the other direction. */
    record Reprotected(String groupId, String fromSite, String toSite, String runId) implements GroupFact {}
}
