package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.SiteBoard;
import dev.leeward.compliance.assessment.Rating;
import dev.leeward.compliance.assessment.RatingPoint;
import dev.leeward.compliance.control.Control;
import java.util.List;

/** The rating, over time and in its parts. */
record ComplianceView(Rating rating, List<RatingPoint> trend, List<Tab> ranges, String range, List<SiteBoard> board) {
    /** Every control. */
    public List<Control> controls() {
        return List.of(Control.values());
    }
}
