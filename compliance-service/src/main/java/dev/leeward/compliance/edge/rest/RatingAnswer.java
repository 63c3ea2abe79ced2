package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.assessment.Rating;
import dev.leeward.compliance.assessment.RatingPoint;
import java.time.Instant;
import java.util.List;

/** The compliance rating: satisfied of applicable hosts in per cent. */
record RatingAnswer(double rating, int satisfied, int applicable, List<Site> bySite, List<Control> byControl) {

    /** The rating of one site. */
    record Site(String site, double rating, int satisfied, int applicable) {}

    /** How many hosts satisfy one control. */
    record Control(String id, String title, String statement, double rating, int satisfied, int applicable) {}

    /** The rating from a moment on. */
    record Point(Instant at, double rating, int satisfied, int applicable) {
        static Point of(RatingPoint point) {
            return new Point(point.at(), point.percent(), point.satisfied(), point.applicable());
        }
    }

    static RatingAnswer of(Rating rating) {
        return new RatingAnswer(
                rating.percent(),
                rating.satisfied(),
                rating.applicable(),
                rating.bySite().stream()
                        .map(site -> new Site(site.site(), site.percent(), site.satisfied(), site.applicable()))
                        .toList(),
                rating.byControl().stream()
                        .map(control -> new Control(
                                control.control().id(),
                                control.control().title(),
                                control.control().statement(),
                                control.percent(),
                                control.satisfied(),
                                control.applicable()))
                        .toList());
    }
}
