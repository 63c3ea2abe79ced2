package dev.leeward.policy.placement;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a workload.
 *
 * @param tenant its owner; null where it is the provider's own
 * @param host where it runs; null where it runs nowhere
 */
public record WorkloadView(
        WorkloadId id,
        String name,
        @Nullable TenantId tenant,
        Map<String, String> labels,
        @Nullable HostId host,
        @Nullable String site) {
    /** Copies the labels. */
    public WorkloadView {
        labels = Map.copyOf(labels);
    }
}
