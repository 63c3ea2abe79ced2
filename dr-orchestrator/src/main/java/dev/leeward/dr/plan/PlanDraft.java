package dev.leeward.dr.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan document as a person wrote it; nothing about it is known to be right. */
public record PlanDraft(
        String name, List<String> groups, List<DraftTier> tiers, Map<String, List<String>> dependencies) {
    public PlanDraft {
        groups = List.copyOf(groups);
        tiers = List.copyOf(tiers);
        dependencies = Map.copyOf(dependencies);
    }

    /** A tier as written. */
    public record DraftTier(int priority, Optional<String> prompt, List<String> workloads) {
        public DraftTier {
            workloads = List.copyOf(workloads);
        }
    }
}
