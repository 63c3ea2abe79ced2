package dev.leeward.messaging.rest;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor of the next page; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * A page from one row more than was asked for, which tells whether there is more.
     *
     * @param rows at most {@code limit + 1} rows
     * @param cursor what the next page starts after, from the last row of this page
     */
    public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, String> cursor) {
        if (rows.size() <= request.limit()) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, request.limit());
        return new Page<>(items, PageRequest.encode(cursor.apply(items.getLast())));
    }

    /** The same page of something else, for example of the rows' representation. */
    public <R> Page<R> map(Function<? super T, ? extends R> mapper) {
        return new Page<>(items.stream().<R>map(mapper).toList(), next);
    }
}
