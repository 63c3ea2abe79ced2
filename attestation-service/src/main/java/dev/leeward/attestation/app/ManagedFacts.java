package dev.leeward.attestation.app;

import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells facts that a manager states from those that a host states of itself: the former begin with {@code esxi.}. So both
 * may speak of one host, and neither wipes out what the other said.
 */
public final class ManagedFacts {

    /** How the key of a fact begins that a manager states. */
    public static final String PREFIX = "esxi.";

    private ManagedFacts() {}

    static Map<String, String> only(Map<String, String> facts) {
        return filter(facts, key -> key.startsWith(PREFIX));
    }

    static Map<String, String> without(Map<String, String> facts) {
        return filter(facts, key -> !key.startsWith(PREFIX));
    }

    private static Map<String, String> filter(Map<String, String> facts, Predicate<String> keys) {
        return facts.entrySet().stream()
                .filter(fact -> keys.test(fact.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
