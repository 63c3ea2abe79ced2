package dev.leeward.migration.app.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The present row of a result; a column that must not be null and is, is reported by name. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String text(String column) {
        return present(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) {
        return read(r -> r.getString(column));
    }

    public long number(String column) {
        return present(column, numberOrNull(column));
    }

    public @Nullable Long numberOrNull(String column) {
        return read(r -> {
            long value = r.getLong(column);
            return r.wasNull() ? null : value;
        });
    }

    public double real(String column) {
        return present(column, read(r -> r.getDouble(column)));
    }

    public boolean flag(String column) {
        return present(column, read(r -> r.getBoolean(column)));
    }

    public UUID uuid(String column) {
        return present(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) {
        return read(r -> r.getObject(column, UUID.class));
    }

    public Instant instant(String column) {
        return present(column, instantOrNull(column));
    }

    public @Nullable Instant instantOrNull(String column) {
        return read(r -> {
            OffsetDateTime value = r.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        });
    }

    public List<String> texts(String column) {
        Array array = present(column, read(r -> r.getArray(column)));
        try {
            return List.of((String[]) array.getArray());
        } catch (SQLException e) {
            throw new SqlFailed(column, e);
        }
    }

    private <T> @Nullable T read(Read<T> read) {
        try {
            return read.from(result);
        } catch (SQLException e) {
            throw new SqlFailed("reading a row", e);
        }
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " must not be null");
        }
        return value;
    }

    private interface Read<T> {
        @Nullable T from(ResultSet result) throws SQLException;
    }
}
