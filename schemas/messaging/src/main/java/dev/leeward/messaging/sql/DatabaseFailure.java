package dev.leeward.messaging.sql;

import java.sql.SQLException;

/** The database refused or did not answer; the cause says which. */
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseFailure(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
