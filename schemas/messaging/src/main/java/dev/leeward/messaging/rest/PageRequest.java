package dev.leeward.messaging.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit how many items, from 1 to 500
 * @param after what the page starts after, as the service wrote it into the cursor of the page before
 */
public record PageRequest(int limit, Optional<String> after) {
    /** Items of a page where the caller does not say. */
    public static final int DEFAULT_LIMIT = 50;

    /** Items of a page at most. */
    public static final int MAX_LIMIT = 500;

    /**
     * From the query parameters {@code limit} and {@code cursor}.
     *
     * @throws ProblemException 400 {@code invalid-limit} or {@code invalid-cursor}
     */
    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        int checked = limit == null ? DEFAULT_LIMIT : limit;
        if (checked < 1 || checked > MAX_LIMIT) {
            throw ProblemException.badRequest(
                    "invalid-limit",
                    "The limit " + checked + " is not between 1 and " + MAX_LIMIT + ".",
                    "limit",
                    "Ask for at most " + MAX_LIMIT + " items and follow next.");
        }
        return new PageRequest(
                checked, cursor == null || cursor.isBlank() ? Optional.empty() : Optional.of(decode(cursor)));
    }

    static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
    }

    /** For a cursor that decodes to something that the service never wrote. */
    public static ProblemException invalidCursor() {
        return ProblemException.badRequest(
                "invalid-cursor",
                "The cursor is not one that this service gave out.",
                "cursor",
                "Start without a cursor and follow next.");
    }
}
