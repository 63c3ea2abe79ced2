package dev.leeward.policy.edge.cel;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to do about a mistake in a policy. */
final class Hints {
    private static final Pattern FIELD = Pattern.compile("undefined field '([^']+)'");
    private static final Pattern VARIABLE = Pattern.compile("undeclared reference to '([^']+)'");
    private static final int MAX_DISTANCE = 2;

    private Hints() {}

    /** The nearest known word, or all of them. */
    static String among(String word, Collection<String> known) {
        return nearest(word, known)
                .map("did you mean '%s'?"::formatted)
                .orElse("known are " + known.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** A hint for a message of the CEL compiler. */
    static String forCel(String message, Map<String, Class<? extends Record>> variables) {
        Matcher field = FIELD.matcher(message);
        if (field.find()) {
            return nearest(
                            field.group(1),
                            variables.values().stream().flatMap(Hints::fields).toList())
                    .map("did you mean '%s'?"::formatted)
                    .orElse("known are " + vocabulary(variables));
        }
        Matcher variable = VARIABLE.matcher(message);
        if (variable.find()) {
            return nearest(variable.group(1), variables.keySet())
                    .map("did you mean '%s'?"::formatted)
                    .orElse("known are " + vocabulary(variables));
        }
        if (message.startsWith("expected type 'bool'")) {
            return "'when' is a condition, for example dest.trust == 'TRUSTED'";
        }
        if (message.startsWith("expected type 'string'")) {
            return "'message' is a CEL text, for example \"'host ' + dest.id + ' is ' + dest.trust\"";
        }
        if (message.contains("no matching overload")) {
            return "compare values of one type; ids, labels and statuses are texts in quotes";
        }
        return "write CEL: == and != compare, && and || combine, texts stand in quotes and hold no quote of their kind";
    }

    private static String vocabulary(Map<String, Class<? extends Record>> variables) {
        return new TreeMap<>(variables)
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey() + fields(entry.getValue()).collect(Collectors.joining(", ", "{", "}")))
                        .collect(Collectors.joining(", "));
    }

    private static Stream<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .distinct()
                .sorted()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= MAX_DISTANCE);
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = List.of(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost).stream()
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
