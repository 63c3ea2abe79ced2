package dev.leeward.compliance.app.query;

import dev.leeward.compliance.event.PolicySetFact.Count;
import dev.leeward.compliance.event.PolicySetFact.Example;
import dev.leeward.compliance.evidence.Provenance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that is over: past decisions, made again by a version of a policy set in the place of the set in force.
 *
 * @param scope {@code provider} or {@code tenant:<id>}
 * @param published whether the version is or was in force
 * @param tenant whose decisions; null for everybody's
 * @param since decisions before this were left out
 * @param failure why it could not go on to its end; null where it succeeded
 * @param total decisions to make again
 * @param replayed decisions made again
 * @param changed how many of these would have come out otherwise
 * @param proof the event that tells it
 */
public record SimulationEntry(
        String id,
        String scope,
        int version,
        boolean published,
        @Nullable String tenant,
        Instant since,
        String requestedBy,
        Instant requestedAt,
        Instant finishedAt,
        @Nullable String failure,
        long total,
        long replayed,
        long changed,
        Provenance proof) {
    /** How it ended. */
    public String state() {
        return failure == null ? "Succeeded" : "Failed";
    }

    /**
     * A simulation with what it found.
     *
     * @param counts how often which answer became which, by tenant: changes first, the most frequent before others
     * @param countsLeftOut how many counts are not among them
     * @param examples a few of each kind of change
     */
    public record Whole(SimulationEntry simulation, List<Count> counts, int countsLeftOut, List<Example> examples) {
        public Whole {
            counts = List.copyOf(counts);
            examples = List.copyOf(examples);
        }
    }
}
