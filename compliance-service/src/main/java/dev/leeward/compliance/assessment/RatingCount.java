package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.Control;
import dev.leeward.compliance.control.ControlStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts hosts into a rating. */
public final class RatingCount {
    private final Tally all = new Tally();
    private final Map<String, Tally> bySite = new TreeMap<>();
    private final Map<Control, Tally> byControl = new EnumMap<>(Control.class);

    /** Adds one host of a site. */
    public void add(String site, List<Assessment> assessments) {
        for (Assessment assessment : assessments) {
            if (assessment.status() != ControlStatus.NOT_APPLICABLE) {
                byControl
                        .computeIfAbsent(assessment.control(), _ -> new Tally())
                        .add(assessment.status() == ControlStatus.SATISFIED);
            }
        }
        if (Assessments.applicable(assessments)) {
            boolean satisfied = Assessments.satisfied(assessments);
            all.add(satisfied);
            bySite.computeIfAbsent(site, _ -> new Tally()).add(satisfied);
        }
    }

    /** The rating of all hosts that were added. */
    public Rating rating() {
        List<Rating.BySite> sites = new ArrayList<>();
        bySite.forEach((site, tally) ->
                sites.add(new Rating.BySite(site, tally.percent(), tally.satisfied, tally.applicable)));
        List<Rating.ByControl> controls = new ArrayList<>();
        byControl.forEach((control, tally) ->
                controls.add(new Rating.ByControl(control, tally.percent(), tally.satisfied, tally.applicable)));
        return new Rating(all.percent(), all.satisfied, all.applicable, sites, controls);
    }

    private static final class Tally {
        private int satisfied;
        private int applicable;

        void add(boolean good) {
            applicable++;
            if (good) {
                satisfied++;
            }
        }

        double percent() {
            return Rating.percent(satisfied, applicable);
        }
    }
}
