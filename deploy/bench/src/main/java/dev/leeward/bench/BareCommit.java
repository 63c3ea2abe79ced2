package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The limit of any durable acknowledgement: one row of a kilobyte, committed with fsync. */
final class BareCommit implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final byte[] payload = new byte[1_024];

    BareCommit(Lab lab) {
        connection = lab.database(Part.POLICY);
        try {
            try (var create = connection.createStatement()) {
                create.execute("create schema if not exists bench");
                create.execute("create table if not exists bench.bare (id bigint generated always as identity"
                        + " primary key, payload bytea not null)");
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement("insert into bench.bare (payload) values (?)");
        } catch (SQLException e) {
            throw new UserError("bare commit: " + e.getMessage(), e);
        }
    }

    /** Nanoseconds of one insert and its commit. */
    long once() {
        long start = System.nanoTime();
        try {
            insert.setBytes(1, payload);
            insert.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            throw new UserError("bare commit: " + e.getMessage(), e);
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new UserError("bare commit: " + e.getMessage(), e);
        }
    }
}
