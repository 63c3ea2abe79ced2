package dev.leeward.migration.placement;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses where a workload goes when nobody named a host. */
public final class DestinationChoice {
    private DestinationChoice() {}

    /**
     * What the asker left open.
     *
     * @param site the site that was asked for; null for any
     * @param avoided a site that is being evacuated; null for none
     */
    public record Wish(@Nullable SiteId site, @Nullable SiteId avoided) {
        boolean allows(Location location) {
            return (site == null || site.equals(location.site()))
                    && (avoided == null || !avoided.equals(location.site()));
        }
    }

    /** The outcome. */
    public sealed interface Choice {
        record Chosen(Location location) implements Choice {}

        record None(Reason reason) implements Choice {}
    }

    /**
     * Takes a trusted host with room that the anti-affinity of the workload allows: the workload's own site before
     * others, then the emptiest, then by name. Hosts in {@code refused} and the workload's present host do not count.
     */
    public static Choice choose(
            Workload workload, Wish wish, List<Candidate> candidates, Set<HostId> refused, Instant now) {
        Location present = workload.placement().location();
        List<Candidate> possible = candidates.stream()
                .filter(c -> wish.allows(c.location()))
                .filter(c ->
                        present == null || !present.host().equals(c.location().host()))
                .filter(c -> !refused.contains(c.location().host()))
                .toList();
        Optional<Candidate> best = possible.stream()
                .filter(c -> c.objection(workload, now).isEmpty())
                .min(Comparator.<Candidate, Boolean>comparing(c -> present == null
                                || !present.site().equals(c.location().site()))
                        .thenComparing(Comparator.comparingInt(Candidate::free).reversed())
                        .thenComparing(c -> c.location().host().value()));
        if (best.isPresent()) {
            return new Choice.Chosen(best.get().location());
        }
        return new Choice.None(why(workload, wish, possible, now));
    }

    private static Reason why(Workload workload, Wish wish, List<Candidate> possible, Instant now) {
        String where = wish.site() == null ? "" : " at site " + wish.site();
        if (possible.isEmpty()) {
            return new Reason(
                    "no-destination",
                    "No other host" + where + " can take workload " + workload.id()
                            + ": name another site or add a host");
        }
        List<Reason> objections = possible.stream()
                .map(c -> c.objection(workload, now).orElseThrow())
                .toList();
        String code = objections.stream()
                .map(Reason::code)
                .filter(c -> !c.equals("untrusted-destination"))
                .findFirst()
                .orElse("untrusted-destination");
        return new Reason(
                code,
                "No host" + where + " can take workload " + workload.id() + ": "
                        + objections.stream().map(Reason::detail).collect(Collectors.joining("; ")));
    }
}
