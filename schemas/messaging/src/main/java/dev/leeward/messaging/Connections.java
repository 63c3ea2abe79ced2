package dev.leeward.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Connections that leave the pool for good. */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);

    private Connections() {}

    /** Ends the connection to the server, and gives its place in the pool back. */
    static void discard(Connection connection) {
        try (connection) {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debugf("connection.discard detail=%s", e.getMessage());
        }
    }
}
