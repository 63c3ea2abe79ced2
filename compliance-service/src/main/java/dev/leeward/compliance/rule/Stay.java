package dev.leeward.compliance.rule;

import dev.leeward.compliance.evidence.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workload came to a host, or to none, and stays until its next placement.
 *
 * @param sensitive whether its labels ask for special care
 * @param migrationId the migration that brought it; null where it was found here
 * @param next the placement that ended the stay; null while it lasts
 */
public record Stay(
        String workloadId,
        String workloadName,
        @Nullable String tenant,
        boolean sensitive,
        @Nullable String hostId,
        @Nullable String migrationId,
        Cause arrival,
        @Nullable Cause next) {
    /** A placement as the log states it. */
    public record Placement(
            String workloadId,
            String workloadName,
            @Nullable String tenant,
            boolean sensitive,
            @Nullable String hostId,
            @Nullable String migrationId,
            Cause arrival) {}

    /** The stays that the placements of one workload make, in the order of their epochs. */
    public static List<Stay> of(List<Placement> placements) {
        List<Stay> stays = new ArrayList<>();
        for (int i = 0; i < placements.size(); i++) {
            Placement placement = placements.get(i);
            Cause next = i + 1 < placements.size() ? placements.get(i + 1).arrival() : null;
            stays.add(new Stay(
                    placement.workloadId(),
                    placement.workloadName(),
                    placement.tenant(),
                    placement.sensitive(),
                    placement.hostId(),
                    placement.migrationId(),
                    placement.arrival(),
                    next));
        }
        return List.copyOf(stays);
    }
}
