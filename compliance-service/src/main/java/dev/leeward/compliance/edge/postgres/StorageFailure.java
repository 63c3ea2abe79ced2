package dev.leeward.compliance.edge.postgres;

import java.sql.SQLException;

/** The database refused or did not answer; the cause says which. */
final class StorageFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StorageFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
