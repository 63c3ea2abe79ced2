package dev.leeward.compliance.app.query;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted, newest first.
 *
 * @param limit how many at most, 1 to 500
 * @param cursor where the last slice ended ({@link Slice#next()}); null for the newest
 */
public record Paging(int limit, @Nullable String cursor) {
    /** The greatest slice. */
    public static final int MAX = 500;

    public Paging {
        if (limit < 1 || limit > MAX) {
            throw new IllegalArgumentException("limit is 1 to " + MAX + ", not " + limit);
        }
    }

    /** The newest entries. */
    public static Paging first(int limit) {
        return new Paging(limit, null);
    }
}
