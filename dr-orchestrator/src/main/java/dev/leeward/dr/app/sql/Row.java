package dev.leeward.dr.app.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** A row of an answer, read by column name. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** A text that is never null. */
    public String text(String column) throws SQLException {
        var value = result.getString(column);
        if (value == null) {
            throw new SQLException("column " + column + " is null");
        }
        return value;
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    public int integer(String column) throws SQLException {
        return result.getInt(column);
    }

    public long number(String column) throws SQLException {
        return result.getLong(column);
    }

    public boolean flag(String column) throws SQLException {
        return result.getBoolean(column);
    }

    /** A time that is never null. */
    public Instant time(String column) throws SQLException {
        return optionalTime(column).orElseThrow(() -> new SQLException("column " + column + " is null"));
    }

    public Optional<Instant> optionalTime(String column) throws SQLException {
        return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    public Optional<Long> optionalNumber(String column) throws SQLException {
        long value = result.getLong(column);
        return result.wasNull() ? Optional.empty() : Optional.of(value);
    }

    public Optional<Duration> optionalMillis(String column) throws SQLException {
        return optionalNumber(column).map(Duration::ofMillis);
    }

    public List<String> texts(String column) throws SQLException {
        Array array = result.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
