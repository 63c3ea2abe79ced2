package dev.leeward.policy.app;

import dev.leeward.policy.placement.WorkloadView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an enforcement point itself sees of the workload that it asks about.
 *
 * @param sufficient whether that is enough to judge by where no placement of the workload has been reported
 */
public record Sighting(WorkloadView workload, boolean sufficient) {
    /** The workload to judge: what is reported of it, and where it is seen to run; null where there is nothing to go by. */
    @Nullable WorkloadView completing(@Nullable WorkloadView reported) {
        if (reported == null) {
            return sufficient ? workload : null;
        }
        boolean moved = !Objects.equals(reported.host(), workload.host());
        return new WorkloadView(
                reported.id(),
                reported.name(),
                reported.tenant(),
                reported.labels(),
                workload.host(),
                moved ? null : reported.site());
    }
}
