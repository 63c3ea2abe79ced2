package dev.leeward.messaging;

import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets event ids and idempotency keys whose time is over, a few thousand at a time. */
@ApplicationScoped
class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int AT_A_TIME = 10_000;

    private static final String FORGET_EVENTS = """
            delete from inbox
             where ctid = any (array(
                   select ctid from inbox where received_at < now() - ? * interval '1 second' limit ?))
            """;

    private static final String FORGET_KEYS = """
            delete from idempotency_key
             where ctid = any (array(
                   select ctid from idempotency_key where created_at < now() - ? * interval '1 second' limit ?))
            """;

    private final AgroalDataSource dataSource;
    private final InboxConfig inbox;
    private final IdempotencyConfig idempotency;

    Housekeeping(AgroalDataSource dataSource, InboxConfig inbox, IdempotencyConfig idempotency) {
        this.dataSource = dataSource;
        this.inbox = inbox;
        this.idempotency = idempotency;
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP, identity = "housekeeping")
    void forget() {
        try {
            long events = forget(FORGET_EVENTS, inbox.remembered());
            long keys = forget(FORGET_KEYS, idempotency.remembered());
            LOG.debugf("housekeeping.done events=%d keys=%d", events, keys);
        } catch (SQLException e) {
            LOG.warnf("housekeeping.failed detail=%s", e.getMessage());
        }
    }

    private long forget(String sql, Duration remembered) throws SQLException {
        long all = 0;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete = connection.prepareStatement(sql)) {
            int some;
            do {
                delete.setLong(1, remembered.toSeconds());
                delete.setInt(2, AT_A_TIME);
                some = delete.executeUpdate();
                all += some;
            } while (some == AT_A_TIME);
        }
        return all;
    }
}
