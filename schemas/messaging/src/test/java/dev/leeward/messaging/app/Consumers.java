package dev.leeward.messaging.app;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.agroal.api.AgroalDataSource;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private final AgroalDataSource dataSource;

    Consumers(Inbox inbox, EventContext context, AgroalDataSource dataSource) {
        this.inbox = inbox;
        this.context = context;
        this.dataSource = dataSource;
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
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into applied (event_id, consumer, subject, cause) values (?, ?, ?, ?)")) {
            insert.setObject(1, received.envelope().getEventId());
            insert.setString(2, received.topic());
            insert.setString(3, subject);
            insert.setString(4, String.valueOf(context.current().causationId()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (subject.startsWith("cursed")) {
            throw new IllegalArgumentException("a curse lies on " + subject);
        }
    }

    /** What took effect on subjects that start so. */
    public List<Applied> applied(String prefix) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select consumer, subject, cause from applied where starts_with(subject, ?) order by subject")) {
            select.setString(1, prefix);
            try (ResultSet found = select.executeQuery()) {
                List<Applied> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(new Applied(found.getString(1), found.getString(2), found.getString(3)));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
