package dev.leeward.messaging.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a body that should be JSON. */
final class JsonProblems {
    private static final String REMEDY = "Compare the body with the API description at /q/openapi.";

    private JsonProblems() {}

    static Problem problem(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                Problem.of(
                        400,
                        "unknown-field",
                        "The field " + path(unknown) + " is not known here.",
                        path(unknown),
                        REMEDY);
            case InvalidFormatException wrong ->
                Problem.of(
                        400,
                        "malformed-field",
                        "The value of " + path(wrong) + " is not " + describe(wrong.getTargetType()) + ".",
                        path(wrong),
                        REMEDY);
            case MismatchedInputException mismatch ->
                Problem.of(
                        400,
                        "malformed-field",
                        mismatch.getPath().isEmpty()
                                ? "The body is not the JSON that is expected here."
                                : "The value of " + path(mismatch) + " is not what is expected there.",
                        mismatch.getPath().isEmpty() ? null : path(mismatch),
                        REMEDY);
            case JsonMappingException mapping
            when mapping.getCause() instanceof IllegalArgumentException reason ->
                Problem.of(
                        422, "invalid-value", String.valueOf(reason.getMessage()), emptyToNull(path(mapping)), REMEDY);
            case JsonMappingException mapping ->
                Problem.of(400, "malformed-field", "The body cannot be read.", emptyToNull(path(mapping)), REMEDY);
            default ->
                Problem.of(
                        400,
                        "malformed-json",
                        "The body is not JSON: " + e.getOriginalMessage() + where(e),
                        null,
                        "Send well-formed JSON in UTF-8 with Content-Type: application/json.");
        };
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String describe(Class<?> type) {
        return type.isEnum() ? "one of " + Arrays.toString(type.getEnumConstants()) : "a valid " + type.getSimpleName();
    }
}
