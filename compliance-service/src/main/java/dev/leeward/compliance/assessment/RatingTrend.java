package dev.leeward.compliance.assessment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The headline rating over time, as a function of what happened to hosts. */
public final class RatingTrend {
    private RatingTrend() {}

    /**
     * What a host is for the rating from a moment on.
     *
     * @param applicable whether it counts
     * @param satisfied whether it satisfies every control that applies to it
     */
    public record Change(String hostId, Instant at, boolean applicable, boolean satisfied) {}

    /**
     * The rating at {@code from} and after each moment of change that follows, oldest first, thinned evenly to at most
     * {@code points}; the last is always kept. Before the first host there is no rating.
     *
     * @param changes those of one host in their source's order; between hosts in any order
     * @param points two or more
     */
    public static List<RatingPoint> of(List<Change> changes, Instant from, int points) {
        return thinned(since(from, all(changes)), points);
    }

    /** One point for each moment at which something changed. */
    private static List<RatingPoint> all(List<Change> changes) {
        List<RatingPoint> all = new ArrayList<>();
        Map<String, Change> hosts = new HashMap<>();
        int applicable = 0;
        int satisfied = 0;
        for (Change change :
                changes.stream().sorted(Comparator.comparing(Change::at)).toList()) {
            Change before = hosts.put(change.hostId(), change);
            applicable += one(change.applicable()) - one(before != null && before.applicable());
            satisfied += one(change.satisfied()) - one(before != null && before.satisfied());
            if (!all.isEmpty() && all.getLast().at().equals(change.at())) {
                all.removeLast();
            }
            all.add(new RatingPoint(change.at(), Rating.percent(satisfied, applicable), satisfied, applicable));
        }
        return all;
    }

    /** What held at the beginning stands at the beginning. */
    private static List<RatingPoint> since(Instant from, List<RatingPoint> all) {
        List<RatingPoint> points = new ArrayList<>();
        for (RatingPoint point : all) {
            if (point.at().isAfter(from)) {
                points.add(point);
            } else {
                points.clear();
                points.add(new RatingPoint(from, point.percent(), point.satisfied(), point.applicable()));
            }
        }
        return points;
    }

    private static List<RatingPoint> thinned(List<RatingPoint> all, int points) {
        if (all.size() <= points) {
            return List.copyOf(all);
        }
        List<RatingPoint> kept = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            kept.add(all.get((int) ((long) i * (all.size() - 1) / (points - 1))));
        }
        return List.copyOf(kept);
    }

    private static int one(boolean yes) {
        return yes ? 1 : 0;
    }
}
