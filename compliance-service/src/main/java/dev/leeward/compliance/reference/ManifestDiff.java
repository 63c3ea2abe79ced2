package dev.leeward.compliance.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the measurements of one manifest differ from those of another. What both measure into a PCR at first, and at last,
 * is the same; what lies between is told by its place.
 *
 * @param changes the differences by PCR, in the order of extension
 * @param same how many measurements are the same
 */
public record ManifestDiff(List<Change> changes, int same) {

    public ManifestDiff {
        changes = List.copyOf(changes);
    }

    /**
     * A difference.
     *
     * @param position place in the order of extension into the PCR, from 1
     * @param from what the one says; null where nothing
     * @param to what the other says; null where nothing
     */
    public record Change(
            int pcr,
            int position,
            @Nullable Measurement from,
            @Nullable Measurement to) {

        /** ADDED, REMOVED, or CHANGED. */
        public String kind() {
            return from == null ? "ADDED" : to == null ? "REMOVED" : "CHANGED";
        }
    }

    /** Compares two lists, each in the order of extension. Digests count; descriptions do not. */
    public static ManifestDiff between(List<Measurement> from, List<Measurement> to) {
        List<Change> changes = new ArrayList<>();
        int same = 0;
        for (int pcr : new TreeSet<>(
                Stream.concat(from.stream(), to.stream()).map(Measurement::pcr).toList())) {
            same += compare(pcr, into(pcr, from), into(pcr, to), changes);
        }
        return new ManifestDiff(changes, same);
    }

    private static List<Measurement> into(int pcr, List<Measurement> all) {
        return all.stream().filter(measurement -> measurement.pcr() == pcr).toList();
    }

    private static int compare(int pcr, List<Measurement> from, List<Measurement> to, List<Change> changes) {
        int head = alike(from, to);
        int tail = alike(
                from.subList(head, from.size()).reversed(),
                to.subList(head, to.size()).reversed());
        for (int i = head; i < Math.max(from.size(), to.size()) - tail; i++) {
            changes.add(new Change(
                    pcr, i + 1, i < from.size() - tail ? from.get(i) : null, i < to.size() - tail ? to.get(i) : null));
        }
        return head + tail;
    }

    /** How many both begin with. */
    private static int alike(List<Measurement> one, List<Measurement> other) {
        int alike = 0;
        while (alike < Math.min(one.size(), other.size())
                && one.get(alike).digest().equals(other.get(alike).digest())) {
            alike++;
        }
        return alike;
    }
}
