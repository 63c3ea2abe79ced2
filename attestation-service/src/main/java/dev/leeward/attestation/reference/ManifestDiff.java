package dev.leeward.attestation.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one list of measurements differs from another. In each PCR, what both begin with and what both end with is the
 * same; what lies between is compared one by one.
 *
 * @param changes the differences by PCR, in the order of extension
 */
public record ManifestDiff(List<Change> changes) {

    /**
     * One difference.
     *
     * @param pcr PCR
     * @param position place in the order of extension into the PCR, from 1
     * @param from what is measured before; null where nothing
     * @param to what is measured after; null where nothing
     */
    public record Change(
            int pcr,
            int position,
            @Nullable ReferenceValue from,
            @Nullable ReferenceValue to) {

        public Change {
            if (from == null && to == null) {
                throw new IllegalArgumentException("a change of PCR " + pcr + " from nothing to nothing");
            }
        }

        /** In a sentence. */
        public String words() {
            if (from == null) {
                return "PCR %d: %s is added at position %d."
                        .formatted(pcr, Objects.requireNonNull(to).description(), position);
            }
            if (to == null) {
                return "PCR %d: %s is gone from position %d.".formatted(pcr, from.description(), position);
            }
            String after =
                    to.description().equals(from.description()) ? "another " + to.description() : to.description();
            return "PCR %d: %s takes the place of %s at position %d."
                    .formatted(pcr, after, from.description(), position);
        }
    }

    public ManifestDiff {
        changes = List.copyOf(changes);
    }

    /** Whether nothing differs. */
    public boolean none() {
        return changes.isEmpty();
    }

    /** Compares two lists of measurements, each in the order of extension. Descriptions do not count. */
    public static ManifestDiff between(List<ReferenceValue> from, List<ReferenceValue> to) {
        List<Change> changes = new ArrayList<>();
        for (int pcr : new TreeSet<>(Stream.concat(from.stream(), to.stream())
                .map(ReferenceValue::pcr)
                .toList())) {
            compare(pcr, of(pcr, from), of(pcr, to), changes);
        }
        return new ManifestDiff(changes);
    }

    private static List<ReferenceValue> of(int pcr, List<ReferenceValue> values) {
        return values.stream().filter(value -> value.pcr() == pcr).toList();
    }

    private static void compare(int pcr, List<ReferenceValue> from, List<ReferenceValue> to, List<Change> changes) {
        int shorter = Math.min(from.size(), to.size());
        int begin = 0;
        while (begin < shorter && same(from.get(begin), to.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < shorter - begin && same(from.get(from.size() - 1 - end), to.get(to.size() - 1 - end))) {
            end++;
        }
        int longer = Math.max(from.size(), to.size()) - end;
        for (int i = begin; i < longer; i++) {
            changes.add(new Change(
                    pcr, i + 1, i < from.size() - end ? from.get(i) : null, i < to.size() - end ? to.get(i) : null));
        }
    }

    private static boolean same(ReferenceValue one, ReferenceValue other) {
        return one.digest().equals(other.digest());
    }
}
