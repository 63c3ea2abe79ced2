package dev.leeward.policy.simulation;

import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.SetScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay of kept decisions against a version of a policy set.
 *
 * @param tenant whose decisions; null for everybody's
 * @param since decisions before this are left out
 * @param total how many there are to replay
 * @param done how many were replayed
 */
public record Simulation(
        UUID id,
        SetScope scope,
        int version,
        @Nullable TenantId tenant,
        Instant since,
        String requestedBy,
        Instant requestedAt,
        long total,
        long done,
        Tally tally,
        State state) {
    /** How far it is. */
    public sealed interface State {
        /** It goes on. */
        record Running() implements State {}

        /** All were replayed. */
        record Succeeded(Instant at) implements State {}

        /** It cannot go on. */
        record Failed(Instant at, String reason) implements State {}
    }
}
