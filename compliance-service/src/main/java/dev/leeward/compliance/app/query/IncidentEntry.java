package dev.leeward.compliance.app.query;

import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.compliance.incident.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident.
 *
 * @param rule the rule that opened it, for example {@code migration-blocked-by-trust}
 * @param subject what it is about; rule, tenant and subject make its key
 * @param occurrences how often it fired
 * @param owner who acknowledged or resolved it last; null where nobody did
 * @param evidence the proving events as topic/partition/offset, oldest first
 */
public record IncidentEntry(
        String id,
        String rule,
        Severity severity,
        IncidentState state,
        String title,
        String detail,
        @Nullable String tenant,
        String subject,
        Instant openedAt,
        Instant lastFiredAt,
        Instant changedAt,
        int occurrences,
        @Nullable String owner,
        List<String> evidence) {
    public IncidentEntry {
        evidence = List.copyOf(evidence);
    }

    /**
     * One line of an incident's timeline.
     *
     * @param kind FIRED, CLEARED, OPENED, ACKNOWLEDGED, RESOLVED or REOPENED
     * @param who the actor behind it
     * @param evidence the proving event as topic/partition/offset; null where it has not come back from the log yet
     */
    public record Line(
            Instant at,
            String kind,
            String who,
            String text,
            @Nullable String evidence) {}

    /** An incident with all that happened to it, oldest first. */
    public record WithTimeline(IncidentEntry incident, List<Line> timeline) {
        public WithTimeline {
            timeline = List.copyOf(timeline);
        }
    }
}
