package dev.leeward.policy.placement;

import java.util.Map;

/** What is known of a host that is in the inventory. */
public record HostView(
        HostId id,
        String name,
        String site,
        String hypervisor,
        String hypervisorVersion,
        Map<String, String> labels,
        Trust trust) {
    /** Copies the labels. */
    public HostView {
        labels = Map.copyOf(labels);
    }
}
