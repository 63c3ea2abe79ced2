package dev.leeward.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The SQL of the inbox. Every method works on the connection it is given, within whatever transaction that has. */
final class InboxTable {
    private static final String BEGIN = """
            insert into consumer_offset (consumer, topic, partition, next_offset)
            select ?, topic, partition, 0 from unnest(?::text[], ?::int[]) as given (topic, partition)
             order by topic, partition
                on conflict do nothing
            """;

    private static final String LOCK = """
            select topic, partition, next_offset
              from consumer_offset
             where consumer = ?
               and (topic, partition) in (select * from unnest(?::text[], ?::int[]))
             order by topic, partition
               for update
            """;

    private static final String ADVANCE = """
            update consumer_offset
               set next_offset = given.next_offset
              from unnest(?::text[], ?::int[], ?::bigint[]) as given (topic, partition, next_offset)
             where consumer_offset.consumer = ?
               and consumer_offset.topic = given.topic
               and consumer_offset.partition = given.partition
               and consumer_offset.next_offset < given.next_offset
            """;

    private static final String REMEMBER = """
            insert into inbox (consumer, event_id)
            select ?, event_id from unnest(?::uuid[]) as given (event_id)
                on conflict do nothing
            returning event_id
            """;

    /** One round trip, in which each statement sees what was committed before the locks of the one before were had. */
    private static final String TAKE = String.join(";", BEGIN, LOCK, ADVANCE, REMEMBER);

    private static final String REMEMBER_NEW = """
            insert into inbox (consumer, event_id)
            select ?, event_id from unnest(?::uuid[]) as given (event_id)
            """;

    /** From so many ids on, it pays to try whether all are new: the savepoint takes two more round trips. */
    private static final int MANY = 100;

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String POSITIONS =
            "select topic, partition, next_offset from consumer_offset where consumer = ?";

    private static final String RESTART =
            "update consumer_offset set next_offset = 0 where consumer = ? and topic = ? and partition = ?";

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private InboxTable() {}

    /**
     * What was taken.
     *
     * @param positions where each partition stood before
     * @param fresh ids that are new to the consumer
     */
    record Taken(Map<TopicPartition, Long> positions, Set<UUID> fresh) {
        /** Whether a record comes at or after the position of its partition. */
        boolean isDue(ConsumerRecord<?, ?> record) {
            return record.offset() >= positions.getOrDefault(partition(record), 0L);
        }
    }

    static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /**
     * Locks the positions until the transaction ends, in one order for all, moves forward those that are behind, and keeps
     * the ids: all in one round trip, but for ids at volume.
     */
    static Taken take(Connection connection, String consumer, Map<TopicPartition, Long> next, Collection<UUID> eventIds)
            throws SQLException {
        boolean many = eventIds.size() >= MANY;
        Map<TopicPartition, Long> positions;
        Set<UUID> fresh;
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            SequencedMap<TopicPartition, Long> ordered = new TreeMap<>(ORDER);
            ordered.putAll(next);
            take.setString(1, consumer);
            setPartitions(connection, take, 2, ordered.keySet());
            take.setString(4, consumer);
            setPartitions(connection, take, 5, ordered.keySet());
            setPartitions(connection, take, 7, ordered.keySet());
            take.setArray(9, connection.createArrayOf("bigint", ordered.values().toArray()));
            take.setString(10, consumer);
            take.setString(11, consumer);
            take.setArray(12, connection.createArrayOf("uuid", many ? new UUID[0] : eventIds.toArray()));
            take.execute();
            take.getMoreResults();
            positions = positions(take.getResultSet());
            take.getMoreResults();
            take.getMoreResults();
            fresh = ids(take.getResultSet());
        }
        return new Taken(positions, many ? rememberMany(connection, consumer, eventIds) : fresh);
    }

    private static Set<UUID> rememberMany(Connection connection, String consumer, Collection<UUID> eventIds)
            throws SQLException {
        if (rememberNew(connection, consumer, eventIds)) {
            return new HashSet<>(eventIds);
        }
        try (PreparedStatement remember = connection.prepareStatement(REMEMBER)) {
            remember.setString(1, consumer);
            remember.setArray(2, connection.createArrayOf("uuid", eventIds.toArray()));
            return ids(remember.executeQuery());
        }
    }

    private static Set<UUID> ids(ResultSet answer) throws SQLException {
        try (ResultSet found = answer) {
            Set<UUID> ids = new HashSet<>();
            while (found.next()) {
                ids.add(found.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** Keeps ids that are all new, which is nearly always so, at half the cost; false, and nothing kept, where one is not. */
    private static boolean rememberNew(Connection connection, String consumer, Collection<UUID> eventIds)
            throws SQLException {
        execute(connection, "savepoint remembering");
        try (PreparedStatement remember = connection.prepareStatement(REMEMBER_NEW)) {
            remember.setString(1, consumer);
            remember.setArray(2, connection.createArrayOf("uuid", eventIds.toArray()));
            remember.executeUpdate();
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            execute(connection, "rollback to savepoint remembering");
            return false;
        }
        execute(connection, "release savepoint remembering");
        return true;
    }

    /** Savepoints go as statements: the pool lets nobody roll back a connection that a transaction holds. */
    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    static Map<TopicPartition, Long> positions(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(POSITIONS)) {
            select.setString(1, consumer);
            return positions(select.executeQuery());
        }
    }

    static void restart(Connection connection, String consumer, TopicPartition partition) throws SQLException {
        try (PreparedStatement restart = connection.prepareStatement(RESTART)) {
            restart.setString(1, consumer);
            restart.setString(2, partition.topic());
            restart.setInt(3, partition.partition());
            restart.executeUpdate();
        }
    }

    private static Map<TopicPartition, Long> positions(ResultSet answer) throws SQLException {
        try (ResultSet found = answer) {
            Map<TopicPartition, Long> positions = new HashMap<>();
            while (found.next()) {
                positions.put(new TopicPartition(found.getString(1), found.getInt(2)), found.getLong(3));
            }
            return positions;
        }
    }

    private static void setPartitions(
            Connection connection, PreparedStatement statement, int index, Collection<TopicPartition> ordered)
            throws SQLException {
        Object[] topics = ordered.stream().map(TopicPartition::topic).toArray();
        Object[] numbers = ordered.stream().map(TopicPartition::partition).toArray();
        statement.setArray(index, connection.createArrayOf("text", topics));
        statement.setArray(index + 1, connection.createArrayOf("integer", numbers));
    }
}
