package dev.leeward.bench;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Sums up samples within a round, and rounds within a run. */
final class Rounds {
    private static final int DIGITS = 3;

    private Rounds() {}

    /** A histogram of nanoseconds. */
    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    static double millisAt(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return round(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Greatest minus least, as a share of the median: how far the rounds agree. */
    static double spread(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return round((sorted[sorted.length - 1] - sorted[0])
                / median(Arrays.stream(sorted).boxed().toList()));
    }

    private static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
