package dev.leeward.policy.simulation;

import dev.leeward.policy.policy.Effect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often which answer became which.
 *
 * @param counts by tenant and transition, in their order; the provider's own workloads are under the empty text
 */
public record Tally(List<Count> counts) {
    /** Nothing counted yet. */
    public static final Tally NONE = new Tally(List.of());

    /** Copies the list. */
    public Tally {
        counts = List.copyOf(counts);
    }

    /** What became of decisions about one tenant's workloads. */
    public record Transition(String tenant, Effect from, Effect to) implements Comparable<Transition> {
        /** A transition of a tenant's decision; null for the provider. */
        public static Transition of(@Nullable String tenant, Effect from, Effect to) {
            return new Transition(tenant == null ? "" : tenant, from, to);
        }

        /** Whether the decision would have come out otherwise. */
        public boolean changed() {
            return from != to;
        }

        @Override
        public int compareTo(Transition other) {
            int byTenant = tenant.compareTo(other.tenant);
            int byFrom = from.compareTo(other.from);
            return byTenant != 0 ? byTenant : byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    /** A transition and how often it came. */
    public record Count(Transition transition, long decisions) {}

    /** With some more. */
    public Tally plus(List<Transition> more) {
        Map<Transition, Long> sums = new TreeMap<>();
        counts.forEach(count -> sums.put(count.transition(), count.decisions()));
        more.forEach(transition -> sums.merge(transition, 1L, Long::sum));
        return new Tally(sums.entrySet().stream()
                .map(sum -> new Count(sum.getKey(), sum.getValue()))
                .toList());
    }

    /** How many decisions would have come out otherwise. */
    public long changed() {
        return counts.stream()
                .filter(count -> count.transition().changed())
                .mapToLong(Count::decisions)
                .sum();
    }
}
