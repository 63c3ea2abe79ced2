package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.InvalidCursor;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list with links to the others.
 *
 * @param newest address of the newest entries; null where these are they
 * @param older address of the entries that follow; null at the end
 */
record Listing<T>(
        List<T> items, @Nullable String newest, @Nullable String older) {
    /** Entries to a page. */
    static final int SIZE = 50;

    /**
     * Reads the part of a list that begins at the cursor.
     *
     * @throws ProblemException 400 {@code invalid-cursor}
     */
    static <T> Listing<T> read(
            String path, Map<String, String> filters, @Nullable String cursor, Function<Paging, Slice<T>> read) {
        String from = cursor == null || cursor.isBlank() ? null : cursor;
        try {
            return of(read.apply(new Paging(SIZE, from)), path, filters, from);
        } catch (InvalidCursor e) {
            throw PageRequest.invalidCursor();
        }
    }

    /**
     * The part as a page of the list.
     *
     * @param filters the filters in force, by parameter
     * @param cursor where this part began; null for the newest
     */
    static <T> Listing<T> of(Slice<T> slice, String path, Map<String, String> filters, @Nullable String cursor) {
        String query = filters.entrySet().stream()
                .map(filter -> filter.getKey() + "=" + encode(filter.getValue()))
                .collect(Collectors.joining("&"));
        String next = slice.next();
        return new Listing<>(
                slice.items(),
                cursor == null ? null : path + (query.isEmpty() ? "" : "?" + query),
                next == null ? null : path + "?" + (query.isEmpty() ? "" : query + "&") + "cursor=" + encode(next));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
