package dev.leeward.messaging;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass (database away, deadlock) from failures that stay (bad data, bad code). */
public final class Failures {
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    private Failures() {}

    /** Whether it is worth trying the same again: the database was not there, or two transactions met. */
    public static boolean isTransient(Throwable failure) {
        return isDatabaseUnavailable(failure) || isConflict(failure);
    }

    /** Whether the database could not be reached, or could not work (shut down, out of disk, memory or connections). */
    public static boolean isDatabaseUnavailable(Throwable failure) {
        return anyCause(failure, cause -> cause instanceof SQLException e && isUnavailable(e));
    }

    /** Whether two transactions met and the database gave up this one (deadlock, serialization, lock timeout). */
    public static boolean isConflict(Throwable failure) {
        return anyCause(failure, cause -> cause instanceof SQLException e && CONFLICTS.contains(state(e)));
    }

    /** PostgreSQL's own reason where there is one, else the innermost message. */
    static String describe(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; depth < 20 && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return innermost.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static boolean isUnavailable(SQLException e) {
        if (e instanceof SQLNonTransientConnectionException || e instanceof SQLRecoverableException) {
            return true;
        }
        String state = state(e);
        if (state.isEmpty()) {
            return e instanceof SQLTransientException
                    || "java.sql.SQLException".equals(e.getClass().getName());
        }
        // connection; insufficient resources; shutdown, crash, starting up, cancelled; system error; standby
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || "25006".equals(state);
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> test) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.push(failure);
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            if (test.test(next)) {
                return true;
            }
            push(open, next.getCause());
            for (Throwable suppressed : next.getSuppressed()) {
                open.push(suppressed);
            }
            if (next instanceof SQLException e) {
                push(open, e.getNextException());
            }
        }
        return false;
    }

    private static void push(Deque<Throwable> open, @Nullable Throwable cause) {
        if (cause != null) {
            open.push(cause);
        }
    }
}
