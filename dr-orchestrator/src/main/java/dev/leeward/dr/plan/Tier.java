package dev.leeward.dr.plan;

import dev.leeward.dr.group.WorkloadId;
import java.util.List;
import java.util.Optional;

/**
 * Workloads that start together, once every earlier tier came to its end.
 *
 * @param priority 1 (first) to 5
 * @param prompt a question to a person, asked before the tier starts
 */
public record Tier(int priority, Optional<String> prompt, List<WorkloadId> workloads) {
    public static final int FIRST = 1;
    public static final int LAST = 5;

    public Tier {
        if (priority < FIRST || priority > LAST) {
            throw new IllegalArgumentException("tier priority " + priority + " is not between 1 and 5");
        }
        workloads = List.copyOf(workloads);
    }
}
