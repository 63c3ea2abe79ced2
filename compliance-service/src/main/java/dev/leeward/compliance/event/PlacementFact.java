package dev.leeward.compliance.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where workloads run. */
public sealed interface PlacementFact extends Fact {
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
