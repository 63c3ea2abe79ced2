package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.Control;
import java.util.List;

/**
 * How much of what applies is satisfied. The headline counts hosts: a host is satisfied when every control that applies to
 * it is; it is applicable when any control applies to it.
 *
 * @param percent satisfied of applicable, 0 to 100 with one decimal; 0 where nothing is applicable
 */
public record Rating(double percent, int satisfied, int applicable, List<BySite> bySite, List<ByControl> byControl) {
    public Rating {
        bySite = List.copyOf(bySite);
        byControl = List.copyOf(byControl);
    }

    /** The same for the hosts of one site. */
    public record BySite(String site, double percent, int satisfied, int applicable) {}

    /** How many of the hosts that a control applies to satisfy it. */
    public record ByControl(Control control, double percent, int satisfied, int applicable) {}

    /** Satisfied of applicable as a percentage with one decimal. */
    public static double percent(int satisfied, int applicable) {
        return applicable == 0 ? 0 : Math.round(satisfied * 1000.0 / applicable) / 10.0;
    }
}
