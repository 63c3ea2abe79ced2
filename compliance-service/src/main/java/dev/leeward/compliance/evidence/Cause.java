package dev.leeward.compliance.evidence;

import java.time.Instant;
import java.util.Comparator;

/**
 * The event that something rests on.
 *
 * @param at when it happened, by the clock of who said so
 * @param who the actor behind it
 */
public record Cause(Instant at, String eventId, String who, String correlationId, Provenance proof) {
    /** By time, and by event where times are equal. */
    public static final Comparator<Cause> ORDER =
            Comparator.comparing(Cause::at).thenComparing(Cause::eventId);
}
