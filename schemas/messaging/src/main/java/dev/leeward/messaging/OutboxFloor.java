package dev.leeward.messaging;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An id up to which the outbox is empty and stays so. Whoever looks for the oldest row begins behind it, and passes over no
 * rows that are gone but cannot be cleared away, as long as somebody reads an old snapshot (a dump, an auditor's report).
 *
 * <p>Ids are drawn before their transaction commits, so a row can appear below ids that were sent already. None can once
 * every transaction has ended that ran when the mark was set: later ones draw higher ids. (A transaction gets its number
 * with its first write. One that writes nothing before it draws the id locks no key either, so no order depends on it,
 * and a look from the bottom finds it.)
 */
final class OutboxFloor {
    /** Rows that go between one step and the next: a step costs a question, and rows that are gone cost little. */
    private static final int STEP = 100;

    private long floor;
    private long highestGone;
    private int gone;
    private @Nullable Mark mark;

    /**
     * What may become the floor.
     *
     * @param before transactions before this one may still bring a row below it
     * @param settled whether all of them have ended
     */
    private record Mark(long id, long before, boolean settled) {}

    /** No row has this id or a lower one. */
    long id() {
        return floor;
    }

    /** The next look is one from the bottom. */
    void forget() {
        floor = 0;
        mark = null;
    }

    /** Rows were deleted. */
    void gone(List<Long> ids) {
        ids.forEach(id -> highestGone = Math.max(highestGone, id));
        gone += ids.size();
    }

    /**
     * Rises where that is safe, after some steps.
     *
     * @param oldest the lowest id in the table, as somebody saw it since the last call; the highest long where it was empty
     */
    void rise(Connection connection, long oldest) throws SQLException {
        if (gone < STEP) {
            return;
        }
        gone = 0;
        if (mark == null) {
            mark = new Mark(highestGone, transaction(connection, "pg_snapshot_xmax"), false);
        } else if (!mark.settled()) {
            boolean ended = transaction(connection, "pg_snapshot_xmin") >= mark.before();
            mark = new Mark(mark.id(), mark.before(), ended);
        } else {
            floor = oldest > mark.id() ? mark.id() : floor;
            mark = null;
        }
    }

    private static long transaction(Connection connection, String bound) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select " + bound + "(pg_current_snapshot())::text::bigint")) {
            found.next();
            return found.getLong(1);
        }
    }
}
