package dev.leeward.messaging.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The present row of an answer, read by column; a null where there must be none is reported by the column's name. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String text(String column) {
        return present(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) {
        return read(column, ResultSet::getString);
    }

    /** An array of texts. */
    public List<String> texts(String column) {
        return List.of((String[]) present(column, read(column, Row::array)));
    }

    public byte[] bytes(String column) {
        return present(column, bytesOrNull(column));
    }

    public byte @Nullable [] bytesOrNull(String column) {
        return read(column, ResultSet::getBytes);
    }

    public int integer(String column) {
        return present(column, integerOrNull(column));
    }

    public @Nullable Integer integerOrNull(String column) {
        return read(column, ResultSet::getInt);
    }

    public long number(String column) {
        return present(column, numberOrNull(column));
    }

    public @Nullable Long numberOrNull(String column) {
        return read(column, ResultSet::getLong);
    }

    public double real(String column) {
        return present(column, read(column, ResultSet::getDouble));
    }

    public boolean flag(String column) {
        return present(column, flagOrNull(column));
    }

    public @Nullable Boolean flagOrNull(String column) {
        return read(column, ResultSet::getBoolean);
    }

    public UUID uuid(String column) {
        return present(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) {
        return read(column, (row, name) -> row.getObject(name, UUID.class));
    }

    public Instant instant(String column) {
        return present(column, instantOrNull(column));
    }

    public @Nullable Instant instantOrNull(String column) {
        OffsetDateTime time = read(column, (row, name) -> row.getObject(name, OffsetDateTime.class));
        return time == null ? null : time.toInstant();
    }

    /** JDBC reads a null as 0 or false where the type has no null; that is told apart here. */
    private <T> @Nullable T read(String column, Getter<T> getter) {
        try {
            T value = getter.get(result, column);
            return result.wasNull() ? null : value;
        } catch (SQLException e) {
            throw new DatabaseFailure("Column " + column + " could not be read", e);
        }
    }

    private static @Nullable Object array(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : array.getArray();
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Column " + column + " is null, and must not be.");
        }
        return value;
    }

    private interface Getter<T> {
        @Nullable T get(ResultSet row, String column) throws SQLException;
    }
}
