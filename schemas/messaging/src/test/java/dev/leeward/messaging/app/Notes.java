package dev.leeward.messaging.app;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** A use case: state and event in one transaction. */
@ApplicationScoped
public class Notes {
    private final Sql sql;
    private final Outbox outbox;
    private final Envelopes envelopes;

    Notes(Sql sql, Outbox outbox, Envelopes envelopes) {
        this.sql = sql;
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    /** Keeps the note and says so. */
    @Transactional
    public TrustChanged write(String host, String text) {
        sql.update("insert into note (id, text) values (?, ?)", host, text);
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
        long next = sql.first(
                        "update note set text = (text::int + 1)::text where id = ? returning text::int as next",
                        row -> row.number("next"),
                        host)
                .orElseThrow();
        outbox.publish(TrustEvents.of(
                envelopes.next(TrustChanged.class, Stream.of("policy-service", "host", host, 1), next, null, "west"),
                host,
                text));
    }

    /** How many notes there are of that id. */
    @Transactional
    public int count(String host) {
        return sql.first("select count(*) as notes from note where id = ?", row -> row.integer("notes"), host)
                .orElseThrow();
    }
}
