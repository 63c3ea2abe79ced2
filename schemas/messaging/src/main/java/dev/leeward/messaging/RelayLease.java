package dev.leeward.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The right to send: a session advisory lock on a connection of its own, which also hears of the commits of other
 * processes. PostgreSQL takes the lock back as soon as the connection is gone.
 */
final class RelayLease implements AutoCloseable {
    private static final String CHANNEL = "leeward_outbox";
    private static final long LOCK = 0x6c65657761726401L;

    private final Connection connection;

    private RelayLease(Connection connection) {
        this.connection = connection;
    }

    static RelayLease open(DataSource dataSource) throws SQLException {
        RelayLease lease = new RelayLease(dataSource.getConnection());
        try {
            // A relay whose machine is gone is found out within 20 s or so.
            lease.execute(
                    "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3");
            lease.execute("listen " + CHANNEL);
            return lease;
        } catch (SQLException e) {
            lease.close();
            throw e;
        }
    }

    boolean tryAcquire() throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            lock.setLong(1, LOCK);
            try (ResultSet answer = lock.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    /** Waits for a commit of another process; an exception means that the connection, and the lock, are lost. */
    boolean awaitCommit(Duration atMost) throws SQLException {
        PGNotification[] heard =
                connection.unwrap(PGConnection.class).getNotifications((int) Math.max(1, atMost.toMillis()));
        if (heard == null || heard.length == 0) {
            execute("select 1");
            return false;
        }
        return true;
    }

    /** Tells the active relay, wherever it is, that something has been committed. */
    static void tellActive(Connection connection) throws SQLException {
        try (Statement notify = connection.createStatement()) {
            notify.execute("notify " + CHANNEL);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Gives the right back, by ending the connection itself: nothing of its session may return to the pool. */
    @Override
    public void close() {
        Connections.discard(connection);
    }
}
