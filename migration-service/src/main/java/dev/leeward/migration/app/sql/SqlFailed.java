package dev.leeward.migration.app.sql;

import java.sql.SQLException;

/** The database refused a statement or did not answer. */
public final class SqlFailed extends RuntimeException {
    private static final String UNIQUE_VIOLATION = "23505";

    private final String state;

    SqlFailed(String sql, SQLException cause) {
        super(cause.getMessage() + " in: " + sql.strip().lines().findFirst().orElse(""), cause);
        this.state = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** Whether a row with the same unique key is there already. */
    public boolean duplicate() {
        return state.equals(UNIQUE_VIOLATION);
    }
}
