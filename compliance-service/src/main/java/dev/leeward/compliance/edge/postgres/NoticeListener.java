package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.app.query.ViewChanges;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears of committed changes on a connection of its own, and hands them to whoever watches. While the database is away
 * nothing changes; once it is back, every view counts as changed, for something may have been missed.
 */
@ApplicationScoped
class NoticeListener implements ViewChanges {
    private static final Logger LOG = Logger.getLogger(NoticeListener.class);
    private static final int WAIT_MILLIS = 1_000;

    private final AgroalDataSource dataSource;
    private final Set<ChangeSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "view-changes");

    NoticeListener(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        thread.interrupt();
        subscriptions.forEach(ChangeSubscription::complete);
    }

    @Override
    public Flow.Publisher<ViewChange> changes(Scope scope) {
        return subscriber -> {
            ChangeSubscription subscription = new ChangeSubscription(scope, subscriber, subscriptions::remove);
            subscriptions.add(subscription);
            subscriber.onSubscribe(subscription);
        };
    }

    private void run() {
        while (stopped.getCount() > 0) {
            try (Connection connection = dataSource.getConnection()) {
                try (Statement listen = connection.createStatement()) {
                    listen.execute("listen " + PostgresNotices.CHANNEL);
                    everything();
                    listen(connection);
                    listen.execute("unlisten *");
                }
            } catch (SQLException e) {
                LOG.warnf("views.listening-interrupted detail=%s", e.getMessage());
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (stopped.getCount() > 0) {
            @Nullable PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
            if (heard != null) {
                for (PGNotification notice : heard) {
                    if (notice != null) {
                        tell(ChangeText.read(notice.getParameter()));
                    }
                }
            }
        }
    }

    private void everything() {
        for (View view : View.values()) {
            tell(List.of(new ViewChange(view, null)));
        }
    }

    private void tell(List<ViewChange> changes) {
        for (ChangeSubscription subscription : subscriptions) {
            changes.forEach(subscription::offer);
        }
    }

    private void pause() {
        try {
            if (stopped.await(1, TimeUnit.SECONDS)) {
                LOG.debug("views.listening-stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
