package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Services that stand still while another is measured: what they make of its events is their cost, and on other machines.
 * None is held within a transaction, which would keep PostgreSQL from clearing away the dead rows of all of them.
 */
final class Held implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration SETTLING = Duration.ofMillis(50);
    private static final String IN_TRANSACTION =
            "select 1 from pg_stat_activity where datname = ? and pid <> pg_backend_pid() and xact_start is not null";

    private final Stack stack;
    private final List<Part> services = new ArrayList<>();

    private Held(Stack stack) {
        this.stack = stack;
    }

    /** Holds every service but these, until closed. */
    static Held allBut(Lab lab, Part... working) {
        var held = new Held(lab.stack());
        try {
            for (var service : Part.services()) {
                if (!List.of(working).contains(service)) {
                    held.hold(lab, service);
                }
            }
            return held;
        } catch (SQLException e) {
            held.close();
            throw new UserError("the services cannot be held: " + e.getMessage(), e);
        } catch (UserError e) {
            held.close();
            throw e;
        }
    }

    private void hold(Lab lab, Part service) throws SQLException {
        services.add(service);
        try (var database = lab.database(service)) {
            Stopwatch.await(LIMIT, service.shortName() + " to be held between two transactions", () -> {
                stack.pause(service);
                Stopwatch.pause(SETTLING);
                if (inTransaction(database, service)) {
                    stack.resume(service);
                    return Optional.empty();
                }
                return Optional.of(service);
            });
        }
    }

    private static boolean inTransaction(Connection database, Part service) {
        try (var statement = database.prepareStatement(IN_TRANSACTION)) {
            statement.setString(1, service.shortName());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new UserError("the transactions of " + service.shortName() + " cannot be seen: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        services.forEach(stack::resume);
    }
}
