package dev.leeward.messaging;

import dev.leeward.events.common.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes the envelopes of new events: id, time, and the cause from the {@link EventContext}. */
@ApplicationScoped
public class Envelopes {
    private final Ids ids;
    private final Clock clock;
    private final EventContext context;

    Envelopes(Ids ids, Clock clock, EventContext context) {
        this.ids = ids;
        this.clock = clock;
        this.context = context;
    }

    /**
     * The envelope of the next event of a stream.
     *
     * @param sequence the place in the stream's epoch, from 1 upwards; the writer keeps count with its state
     * @param tenant whom the fact belongs to; null for the provider
     * @param site where the fact came true; null where it has no site
     */
    public Envelope next(
            Class<? extends SpecificRecord> type,
            Stream stream,
            long sequence,
            @Nullable String tenant,
            @Nullable String site) {
        if (sequence < 1) {
            throw new IllegalArgumentException(
                    "The sequence of stream " + stream.source() + " starts with 1, not " + sequence);
        }
        EventContext.Cause cause = context.current();
        return Envelope.newBuilder()
                .setEventId(ids.next())
                .setType(type.getName())
                .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setTenant(tenant)
                .setSite(site)
                .setActor(cause.actor())
                .setCorrelationId(cause.correlationId())
                .setCausationId(cause.causationId())
                .setSource(stream.source())
                .setEpoch(stream.epoch())
                .setSequence(sequence)
                .build();
    }
}
