package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.InvalidCursor;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query put together from its conditions; values are always parameters. */
final class Select {
    private final StringBuilder sql;
    private final List<@Nullable Object> parameters = new ArrayList<>();
    private String joint = " where ";

    private Select(String sql) {
        this.sql = new StringBuilder(sql);
    }

    static Select from(String sql) {
        return new Select(sql);
    }

    /** A query that has its first condition already. */
    static Select of(String sql, @Nullable Object... values) {
        Select select = new Select(sql);
        select.joint = " and ";
        select.parameters.addAll(Arrays.asList(values));
        return select;
    }

    /** A query over the rows of two others, without a condition yet; {@code %s} is where each of them stands in it. */
    static Select over(String sql, Select first, Select second) {
        Select select = new Select(sql.formatted(first.sql, second.sql));
        select.parameters.addAll(first.parameters);
        select.parameters.addAll(second.parameters);
        return select;
    }

    Select where(String condition, @Nullable Object... values) {
        sql.append(joint).append(condition);
        joint = " and ";
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    /** Only where a value is wanted. */
    Select equal(String column, @Nullable Object value) {
        return value == null ? this : where(column + " = ?", value);
    }

    /** The rows of the scope's tenant. */
    Select seenBy(Scope scope, String column) {
        return equal(column, scope.tenant());
    }

    Select groupBy(String columns) {
        sql.append(" group by ").append(columns);
        return this;
    }

    Select orderBy(String order) {
        sql.append(" order by ").append(order);
        return this;
    }

    <T> List<T> list(Sql connection, Function<Row, T> mapper) {
        return connection.list(sql.toString(), mapper, parameters.toArray());
    }

    /**
     * Only the rows that a part needs, newest first, and one more.
     *
     * @param time the column to order by, before the id
     * @param id the column that decides between equal times
     */
    Select newest(Paging paging, String time, Id id) {
        String cursor = paging.cursor();
        if (cursor != null) {
            Position after = Position.decode(cursor);
            where("(" + time + ", " + id.column() + ") < (?, ?)", after.at(), id.value(after.id(), cursor));
        }
        sql.append(" order by ")
                .append(time)
                .append(" desc, ")
                .append(id.column())
                .append(" desc limit ?");
        parameters.add(paging.limit() + 1);
        return this;
    }

    /**
     * A part of the rows, newest first.
     *
     * @param time the column to order by, before the id
     * @param id the column that decides between equal times
     * @param position where a row stands in that order
     */
    <T> Slice<T> slice(
            Sql connection,
            Paging paging,
            String time,
            Id id,
            Function<Row, T> mapper,
            Function<T, Position> position) {
        newest(paging, time, id);
        List<T> rows = list(connection, mapper);
        if (rows.size() <= paging.limit()) {
            return new Slice<>(rows, null);
        }
        List<T> items = rows.subList(0, paging.limit());
        return new Slice<>(items, position.apply(items.getLast()).encode());
    }

    /** What decides between rows of the same time. */
    record Id(String column, boolean uuid) {
        static Id text(String column) {
            return new Id(column, false);
        }

        static Id uuid(String column) {
            return new Id(column, true);
        }

        private Object value(String id, String cursor) {
            try {
                return uuid ? UUID.fromString(id) : id;
            } catch (IllegalArgumentException e) {
                throw new InvalidCursor(cursor);
            }
        }
    }

    /** Where a row stands. */
    record Position(Instant at, String id) {
        String encode() {
            String text = at + " " + id;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Position decode(String cursor) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int space = text.indexOf(' ');
                return new Position(Instant.parse(text.substring(0, Math.max(space, 0))), text.substring(space + 1));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new InvalidCursor(cursor);
            }
        }
    }
}
