package dev.leeward.messaging.app;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.messaging.sql.Sql;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes events in, one by one and as batches; a subject that starts with {@code cursed} makes it fail. */
@ApplicationScoped
public class Consumers {
    /** One event that took effect. */
    public record Applied(String consumer, String subject, String cause) {}

    private final Inbox inbox;
    private final EventContext context;
    private final Sql sql;

    Consumers(Inbox inbox, EventContext context, Sql sql) {
        this.inbox = inbox;
        this.context = context;
        this.sql = sql;
    }

    @Incoming("hostTrust")
    @Blocking
    void onTrust(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    @Incoming("placement")
    @Blocking
    void onPlacement(ConsumerRecords<String, byte[]> batch) {
        inbox.batch(batch, events -> events.forEach(this::apply));
    }

    /** The effect: a row for each event. */
    public void apply(Received received) {
        String subject = switch (received.event()) {
            case TrustChanged trust -> trust.getHostId();
            case PlacementChanged placement -> placement.getWorkloadId();
            default -> "";
        };
        sql.update(
                "insert into applied (event_id, consumer, subject, cause) values (?, ?, ?, ?)",
                received.envelope().getEventId(),
                received.topic(),
                subject,
                String.valueOf(context.current().causationId()));
        if (subject.startsWith("cursed")) {
            throw new IllegalArgumentException("a curse lies on " + subject);
        }
    }

    /** What took effect on subjects that start so. */
    public List<Applied> applied(String prefix) {
        return sql.list(
                "select consumer, subject, cause from applied where starts_with(subject, ?) order by subject",
                row -> new Applied(row.text("consumer"), row.text("subject"), row.text("cause")),
                prefix);
    }
}
