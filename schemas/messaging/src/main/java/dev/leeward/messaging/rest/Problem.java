package dev.leeward.messaging.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as problem details (RFC 9457).
 *
 * @param code stable, for programs; also the last part of {@code type}
 * @param status HTTP status
 * @param title the code in words
 * @param detail what was wrong this time
 * @param subject what the problem is about: a field, an id, a host
 * @param remedy what to do about it
 * @param errors fields that were wrong, where there can be several
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "subject", "remedy", "errors"})
public record Problem(
        String code,
        int status,
        String title,
        String detail,
        @Nullable String subject,
        @Nullable String remedy,
        List<FieldError> errors) {
    /** The media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A field of the request that was wrong. */
    public record FieldError(String field, String message) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    public Problem(
            String code, int status, String title, String detail, @Nullable String subject, @Nullable String remedy) {
        this(code, status, title, detail, subject, remedy, List.of());
    }

    /** A problem whose title is its code in words. */
    public static Problem of(
            int status, String code, String detail, @Nullable String subject, @Nullable String remedy) {
        return new Problem(code, status, words(code), detail, subject, remedy);
    }

    /** The problem type (RFC 9457 section 3.1.1). */
    @JsonProperty("type")
    public String type() {
        return "https://leeward.dev/problems/" + code;
    }

    private static String words(String code) {
        String text = code.replace('-', ' ');
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
