package dev.leeward.messaging.app;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A use case: state and event in one transaction. */
@ApplicationScoped
public class Notes {
    private final AgroalDataSource dataSource;
    private final Outbox outbox;
    private final Envelopes envelopes;

    Notes(AgroalDataSource dataSource, Outbox outbox, Envelopes envelopes) {
        this.dataSource = dataSource;
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    /** Keeps the note and says so. */
    @Transactional
    public TrustChanged write(String host, String text) {
        insert(host, text);
        TrustChanged event = TrustEvents.of(
                envelopes.next(TrustChanged.class, Stream.of("policy-service", "host", host, 1), 1, null, "west"),
                host,
                "");
        outbox.publish(event);
        return event;
    }

    /** Does the same and then fails. */
    @Transactional
    public void writeAndFail(String host, String text) {
        write(host, text);
        throw new IllegalStateException("after the event was said");
    }

    /** Says one event after the other on one key; the row lock puts the callers in order. */
    @Transactional
    public void append(String host, String text) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update note set text = (text::int + 1)::text where id = ? returning text::int")) {
            update.setString(1, host);
            try (ResultSet found = update.executeQuery()) {
                found.next();
                outbox.publish(TrustEvents.of(
                        envelopes.next(
                                TrustChanged.class,
                                Stream.of("policy-service", "host", host, 1),
                                found.getLong(1),
                                null,
                                "west"),
                        host,
                        text));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many notes there are of that id. */
    @Transactional
    public int count(String host) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select count(*) from note where id = ?")) {
            select.setString(1, host);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(String host, String text) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into note (id, text) values (?, ?)")) {
            insert.setString(1, host);
            insert.setString(2, text);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
