package dev.leeward.messaging;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Counts what waits in the outbox, every few seconds. */
@Singleton
class OutboxWatch {
    private static final Logger LOG = Logger.getLogger(OutboxWatch.class);

    private final AgroalDataSource dataSource;
    private volatile OutboxTable.Backlog backlog = new OutboxTable.Backlog(0, 0);

    OutboxWatch(AgroalDataSource dataSource, MeterRegistry registry) {
        this.dataSource = dataSource;
        Gauge.builder("leeward.outbox.backlog", this, OutboxWatch::rows)
                .description("Records that the broker has not acknowledged yet")
                .baseUnit("rows")
                .register(registry);
        Gauge.builder("leeward.outbox.oldest.age", this, OutboxWatch::oldestSeconds)
                .description("How long the oldest of them has been waiting")
                .baseUnit("seconds")
                .register(registry);
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP, identity = "outbox-watch")
    void look() {
        try (Connection connection = dataSource.getConnection()) {
            backlog = OutboxTable.backlog(connection);
        } catch (SQLException e) {
            LOG.debugf("outbox.backlog-unknown detail=%s", e.getMessage());
        }
    }

    long rows() {
        return backlog.rows();
    }

    double oldestSeconds() {
        return backlog.oldestSeconds();
    }
}
