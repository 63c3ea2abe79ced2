package dev.leeward.migration.migration;

import dev.leeward.migration.host.Location;
import java.util.List;

/**
 * Where an approved migration goes.
 *
 * @param refused destinations that were tried before
 */
public record Course(Location destination, Approval approval, List<Refusal> refused) {
    public Course {
        refused = List.copyOf(refused);
    }
}
