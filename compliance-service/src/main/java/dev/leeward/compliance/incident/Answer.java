package dev.leeward.compliance.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person did about an incident.
 *
 * @param eventId the event that records it
 * @param seen the last signal that the person knew of, by its event: what came after it is not answered yet, whatever the
 *     clocks say
 * @param revision how many changes of state there were with this one
 * @param comment their words; empty where they need none
 */
public record Answer(
        IncidentId incident,
        Kind kind,
        String eventId,
        @Nullable String seen,
        long revision,
        Instant at,
        String who,
        String comment) {
    /** What they did. */
    public enum Kind {
        ACKNOWLEDGED,
        RESOLVED
    }
}
