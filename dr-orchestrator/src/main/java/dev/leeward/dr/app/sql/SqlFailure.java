package dev.leeward.dr.app.sql;

import java.sql.SQLException;

/** The database refused or did not answer; the cause says which. */
public final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SqlFailure(String statement, SQLException cause) {
        super(
                cause.getMessage() + " in: "
                        + statement.strip().lines().findFirst().orElse(""),
                cause);
    }
}
