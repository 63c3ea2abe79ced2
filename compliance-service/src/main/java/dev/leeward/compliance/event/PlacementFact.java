package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where workloads run. */
public sealed interface PlacementFact extends Fact {
    /**
     * A workload is where no decision allowed it, as its manager shows.
     *
     * @param change MOVED or STARTED
     * @param sourceHost null where it was not known before
     * @param after when it was last seen otherwise
     */
    record UndecidedMoveObserved(
            String observationId,
            String workloadId,
            String workloadName,
            String change,
            @Nullable String sourceHost,
            String destinationHost,
            boolean running,
            String seenBy,
            Instant after,
            Instant seenAt)
            implements PlacementFact {
        /** What happened, in a sentence without an end. */
        public String sentence() {
            return change.equals("STARTED")
                    ? "Workload %s was started on host %s without a decision".formatted(workloadName, destinationHost)
                    : "Workload %s went from host %s to host %s without a decision"
                            .formatted(workloadName, sourceHost, destinationHost);
        }
    }

    /**
     * Where a workload runs, by which epoch.
     *
     * @param siteId null where it runs nowhere, as is hostId
     * @param migrationId the migration that brought it here; null where it was found here
     */
    record PlacementChanged(
            String workloadId,
            String workloadName,
            @Nullable String siteId,
            @Nullable String hostId,
            long placementEpoch,
            Map<String, String> labels,
            @Nullable String migrationId)
            implements PlacementFact {
        public PlacementChanged {
            labels = Map.copyOf(labels);
        }

        /** Whether the labels ask for special care: the workload holds card data. */
        public boolean sensitive() {
            return labels.entrySet().stream()
                    .anyMatch(label -> (label.getKey().equalsIgnoreCase("pci")
                                    && !label.getValue().equalsIgnoreCase("false"))
                            || label.getValue().equalsIgnoreCase("pci"));
        }
    }
}
