package dev.leeward.messaging;

import dev.leeward.messaging.sql.Sql.Values;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL of the outbox. Every method works on the connection it is given, within whatever transaction that has. */
final class OutboxTable {
    private static final String INSERT = """
            insert into outbox (topic, key, event_id, payload, headers)
            select topic, key, event_id, payload, headers
              from unnest(?::text[], ?::bytea[], ?::uuid[], ?::bytea[], ?::text[])
                   with ordinality as given (topic, key, event_id, payload, headers, place)
             order by place
            """;

    private static final String INSERT_ONE =
            "insert into outbox (topic, key, event_id, payload, headers) values (?, ?, ?, ?, ?)";

    /** The oldest rows behind an id, as many as fit into the bytes given, but one at least. */
    private static final String OLDEST = """
            select id, topic, key, payload, headers
              from (select id, topic, key, payload, headers,
                           sum(coalesce(octet_length(payload), 0)) over (order by id) as bytes
                      from (select id, topic, key, payload, headers
                              from outbox
                             where id > ? and topic <> all (?::text[])
                             order by id
                             limit ?) as oldest) as measured
             where bytes - coalesce(octet_length(payload), 0) < ?
             order by id
            """;

    private static final String DELETE = "delete from outbox where id = any (?::bigint[])";

    /** Counting stops where the figure no longer matters. */
    private static final String BACKLOG = """
            select (select count(*) from (select 1 from outbox limit 100000) as rows),
                   coalesce(extract(epoch from clock_timestamp()
                       - (select created_at from outbox order by id limit 1)), 0)
            """;

    private OutboxTable() {}

    /** A row as the relay sees it. */
    @SuppressWarnings("ArrayRecordComponent") // rows are compared by nobody but their id
    record Row(long id, String topic, @Nullable String key, byte @Nullable [] payload, Map<String, String> headers) {}

    /** What waits in the outbox. */
    record Backlog(long rows, double oldestSeconds) {}

    static void insert(Connection connection, OutboxRecord row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ONE)) {
            insert.setString(1, row.topic());
            insert.setBytes(2, bytes(row.key()));
            insert.setObject(3, row.eventId(), Types.OTHER);
            insert.setBytes(4, row.payload());
            insert.setString(5, Headers.toJson(row.headers()));
            insert.executeUpdate();
        }
    }

    /** Adds records at the end of a transaction, in their order. */
    static void leave(LastWrites writes, List<OutboxRecord> records) {
        if (records.size() == 1) {
            OutboxRecord row = records.getFirst();
            writes.add(
                    INSERT_ONE,
                    row.topic(),
                    bytes(row.key()),
                    row.eventId(),
                    row.payload(),
                    Headers.toJson(row.headers()));
            return;
        }
        int count = records.size();
        String[] topics = new String[count];
        byte @Nullable [][] keys = new byte[count][];
        @Nullable Object[] eventIds = new Object[count];
        byte @Nullable [][] payloads = new byte[count][];
        @Nullable String[] headers = new String[count];
        for (int i = 0; i < count; i++) {
            OutboxRecord row = records.get(i);
            topics[i] = row.topic();
            keys[i] = bytes(row.key());
            eventIds[i] = row.eventId();
            payloads[i] = row.payload();
            headers[i] = Headers.toJson(row.headers());
        }
        writes.add(
                INSERT,
                new Values("text", topics),
                new Values("bytea", keys),
                new Values("uuid", eventIds),
                new Values("bytea", payloads),
                new Values("text", headers));
    }

    static List<Row> oldest(Connection connection, long behind, Collection<String> exceptTopics, int rows, long bytes)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
            select.setLong(1, behind);
            select.setArray(2, connection.createArrayOf("text", exceptTopics.toArray(String[]::new)));
            select.setInt(3, rows);
            select.setLong(4, bytes);
            try (ResultSet found = select.executeQuery()) {
                List<Row> oldest = new ArrayList<>();
                while (found.next()) {
                    oldest.add(new Row(
                            found.getLong(1),
                            found.getString(2),
                            text(found.getBytes(3)),
                            found.getBytes(4),
                            Headers.fromJson(found.getString(5))));
                }
                return oldest;
            }
        }
    }

    static void delete(Connection connection, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            Array array = connection.createArrayOf("bigint", ids.toArray(Long[]::new));
            delete.setArray(1, array);
            delete.executeUpdate();
        }
    }

    /** As bytes: a text in PostgreSQL cannot hold every character that a key from elsewhere can. */
    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static Backlog backlog(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(BACKLOG);
                ResultSet found = select.executeQuery()) {
            found.next();
            return new Backlog(found.getLong(1), found.getDouble(2));
        }
    }
}
