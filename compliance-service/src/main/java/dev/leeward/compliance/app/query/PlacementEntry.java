package dev.leeward.compliance.app.query;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a workload runs, since when, by which epoch; site and host are null where it runs nowhere. */
public record PlacementEntry(
        String workload,
        String workloadName,
        @Nullable String tenant,
        @Nullable String site,
        @Nullable String host,
        long epoch,
        Instant since,
        Map<String, String> labels) {
    public PlacementEntry {
        labels = Map.copyOf(labels);
    }
}
