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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** The SQL of the inbox. Every method works on the connection it is given, within whatever transaction that has. */
final class InboxTable {
    private static final String LOCK = """
            select topic, partition, next_offset
              from consumer_offset
             where consumer = ?
               and (topic, partition) in (select * from unnest(?::text[], ?::int[]))
             order by topic, partition
               for update
            """;

    private static final String BEGIN = """
            insert into consumer_offset (consumer, topic, partition, next_offset)
            select ?, topic, partition, 0 from unnest(?::text[], ?::int[]) as given (topic, partition)
             order by topic, partition
                on conflict do nothing
            """;

    private static final String ADVANCE = """
            update consumer_offset
               set next_offset = given.next_offset
              from unnest(?::text[], ?::int[], ?::bigint[]) as given (topic, partition, next_offset)
             where consumer_offset.consumer = ?
               and consumer_offset.topic = given.topic
               and consumer_offset.partition = given.partition
            """;

    private static final String REMEMBER = """
            insert into inbox (consumer, event_id)
            select ?, event_id from unnest(?::uuid[]) as given (event_id)
                on conflict do nothing
            returning event_id
            """;

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

    /** Locks the positions until the transaction ends, in one order for all, and reads them. */
    static Map<TopicPartition, Long> lock(Connection connection, String consumer, Collection<TopicPartition> partitions)
            throws SQLException {
        Map<TopicPartition, Long> positions = read(connection, LOCK, consumer, partitions);
        if (positions.size() < partitions.size()) {
            try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
                begin.setString(1, consumer);
                setPartitions(connection, begin, 2, partitions);
                begin.executeUpdate();
            }
            positions = read(connection, LOCK, consumer, partitions);
        }
        return positions;
    }

    static void advance(Connection connection, String consumer, Map<TopicPartition, Long> next) throws SQLException {
        List<TopicPartition> partitions = List.copyOf(next.keySet());
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            setPartitions(connection, advance, 1, partitions);
            Object[] offsets = partitions.stream().map(next::get).toArray();
            advance.setArray(3, connection.createArrayOf("bigint", offsets));
            advance.setString(4, consumer);
            advance.executeUpdate();
        }
    }

    /** Keeps the ids, and gives those that are new to the consumer. */
    static Set<UUID> remember(Connection connection, String consumer, Collection<UUID> eventIds) throws SQLException {
        if (eventIds.size() >= MANY && rememberNew(connection, consumer, eventIds)) {
            return new HashSet<>(eventIds);
        }
        try (PreparedStatement remember = connection.prepareStatement(REMEMBER)) {
            remember.setString(1, consumer);
            remember.setArray(2, connection.createArrayOf("uuid", eventIds.toArray()));
            try (ResultSet found = remember.executeQuery()) {
                Set<UUID> fresh = new HashSet<>(eventIds.size() * 2);
                while (found.next()) {
                    fresh.add(found.getObject(1, UUID.class));
                }
                return fresh;
            }
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
            return positions(select);
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

    private static Map<TopicPartition, Long> read(
            Connection connection, String sql, String consumer, Collection<TopicPartition> partitions)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, consumer);
            setPartitions(connection, select, 2, partitions);
            return positions(select);
        }
    }

    private static Map<TopicPartition, Long> positions(PreparedStatement select) throws SQLException {
        try (ResultSet found = select.executeQuery()) {
            Map<TopicPartition, Long> positions = new HashMap<>();
            while (found.next()) {
                positions.put(new TopicPartition(found.getString(1), found.getInt(2)), found.getLong(3));
            }
            return positions;
        }
    }

    private static void setPartitions(
            Connection connection, PreparedStatement statement, int index, Collection<TopicPartition> partitions)
            throws SQLException {
        Collection<TopicPartition> ordered = partitions;
        if (!(partitions instanceof List)) {
            Set<TopicPartition> sorted = new TreeSet<>(ORDER);
            sorted.addAll(partitions);
            ordered = sorted;
        }
        Object[] topics = ordered.stream().map(TopicPartition::topic).toArray();
        Object[] numbers = ordered.stream().map(TopicPartition::partition).toArray();
        statement.setArray(index, connection.createArrayOf("text", topics));
        statement.setArray(index + 1, connection.createArrayOf("integer", numbers));
    }
}
