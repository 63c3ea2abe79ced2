package dev.leeward.policy.review;

import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How one set differs from another; each list in the order of the policies' ids.
 *
 * @param added policies that only the second has
 * @param removed policies that only the first has
 * @param changed policies that both have, and that say something else
 */
public record SetDiff(List<String> added, List<String> removed, List<Changed> changed) {
    /** Copies the lists. */
    public SetDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** What a set says: its policies and their tests. */
    public record Said(List<PolicyDocument> policies, List<PolicyTest> tests) {}

    /** A policy, and the fields of it that differ. */
    public record Changed(String policy, List<Field> fields) {}

    /** A field before and after. */
    public record Field(String name, String from, String to) {}

    /** Compares two sets. Order and layout do not count. */
    public static SetDiff between(Said from, Said to) {
        Map<String, Map<String, String>> before = fields(from);
        Map<String, Map<String, String>> after = fields(to);
        return new SetDiff(
                without(after, before),
                without(before, after),
                before.keySet().stream()
                        .filter(after::containsKey)
                        .map(id -> new Changed(
                                id, differing(before.getOrDefault(id, Map.of()), after.getOrDefault(id, Map.of()))))
                        .filter(changed -> !changed.fields().isEmpty())
                        .toList());
    }

    private static List<String> without(Map<String, ?> these, Map<String, ?> those) {
        return these.keySet().stream().filter(id -> !those.containsKey(id)).toList();
    }

    private static List<Field> differing(Map<String, String> before, Map<String, String> after) {
        return before.entrySet().stream()
                .map(field -> new Field(field.getKey(), field.getValue(), after.getOrDefault(field.getKey(), "")))
                .filter(field -> !field.from().equals(field.to()))
                .toList();
    }

    private static Map<String, Map<String, String>> fields(Said set) {
        Map<String, Map<String, String>> byId = new TreeMap<>();
        for (PolicyDocument document : set.policies()) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("version", Integer.toString(document.ref().version()));
            fields.put("effect", document.kind().name().toLowerCase(Locale.ROOT));
            fields.put("mode", document.mode().name().toLowerCase(Locale.ROOT));
            fields.put(
                    "scope.tenants",
                    String.join(", ", new TreeSet<>(document.scope().tenants())));
            fields.put("scope.actions", document.scope().actionCodes());
            fields.put("when", document.when().strip());
            fields.put("message", document.message().strip());
            fields.put("controls", String.join(", ", document.controls()));
            fields.put("obligations", String.join(", ", document.obligations()));
            fields.put("tests", "");
            byId.put(document.ref().id(), fields);
        }
        for (PolicyTest test : set.tests()) {
            byId.getOrDefault(test.policy(), new LinkedHashMap<>())
                    .merge("tests", test.words(), (all, one) -> all.isEmpty() ? one : all + "; " + one);
        }
        return byId;
    }
}
