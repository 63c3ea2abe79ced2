package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.migration.migration.Phase;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Words of a request as what they mean, or a problem that says what is wrong with them. */
final class Texts {
    private Texts() {}

    static <T> T id(String text, String field, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(422, "invalid-" + field, e.getMessage() + ".", field, "Correct the field.");
        }
    }

    static Optional<UUID> tryUuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static UUID uuid(String text, String field) {
        return tryUuid(text)
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-" + field, text + " is not an id.", field, "Give the id as it was answered."));
    }

    static Phase phase(String text) {
        return constant(Phase.class, text, "state");
    }

    static <E extends Enum<E>> E constant(Class<E> type, String text, String field) {
        String letters = letters(text);
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> letters(c.name()).equals(letters))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-" + field,
                        "There is no " + field + " " + text + ".",
                        field,
                        "Name one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Texts::kebab)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /** Case, hyphens and underscores do not matter. */
    private static String letters(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** A state as the glossary writes it: {@code SwitchingOver}. */
    static String title(Phase phase) {
        return Arrays.stream(phase.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
