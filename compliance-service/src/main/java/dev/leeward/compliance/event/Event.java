package dev.leeward.compliance.event;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.evidence.Provenance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of the stream: what happened, who said it, and where the proof stands.
 *
 * @param type the event's simple name, for example TrustChanged
 * @param tenant whom the fact belongs to; null where it belongs to the provider
 * @param source the stream that numbers its events, as service/kind/id
 */
public record Event(
        String id,
        String type,
        Instant occurredAt,
        @Nullable String tenant,
        @Nullable String site,
        String actor,
        String correlationId,
        @Nullable String causationId,
        String source,
        long epoch,
        long sequence,
        Provenance provenance,
        Fact fact) {
    /** Its place in its source's own order. */
    public Version version() {
        return new Version(epoch, sequence, id);
    }

    /** The event as what something rests on. */
    public Cause cause() {
        return new Cause(occurredAt, id, actor, correlationId, provenance);
    }
}
