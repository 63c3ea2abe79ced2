package dev.leeward.migration.migration;

import dev.leeward.migration.evacuation.EvacuationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a migration comes from. */
public sealed interface Origin {

    /** Somebody asked through the API. */
    record Api() implements Origin {}

    /**
     * The orchestrator ordered it.
     *
     * @param recoveryPoint the point to start from, for a recovery; null for the newest
     * @param deadline when the order lapses, unless switch-over has begun
     */
    record Order(String orderId, @Nullable String recoveryPoint, Instant deadline) implements Origin {}

    /** A host or a site is being emptied. */
    record Evacuation(EvacuationId evacuation) implements Origin {}
}
