package dev.leeward.policy.edge.postgres;

import java.sql.SQLException;

/** PostgreSQL did not do what it was asked. */
final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseFailure(SQLException cause) {
        super(cause);
    }
}
