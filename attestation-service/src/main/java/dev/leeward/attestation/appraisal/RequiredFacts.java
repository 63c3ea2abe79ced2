package dev.leeward.attestation.appraisal;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The appraisal policy for a host's configuration: facts that it must state.
 *
 * @param values fact to the value that it must have
 */
public record RequiredFacts(SortedMap<String, String> values) {

    public RequiredFacts {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static RequiredFacts of(Map<String, String> values) {
        return new RequiredFacts(new TreeMap<>(values));
    }

    PartVerdict appraise(Map<String, String> facts) {
        String deviations = values.entrySet().stream()
                .filter(required -> !required.getValue().equals(facts.get(required.getKey())))
                .map(required -> deviation(required, facts))
                .collect(Collectors.joining(" "));
        return deviations.isEmpty() ? PartVerdict.trusted(null) : PartVerdict.untrusted(deviations, null);
    }

    private static String deviation(Map.Entry<String, String> required, Map<String, String> facts) {
        String stated = facts.get(required.getKey());
        String outcome = stated == null ? " was not reported" : " is \"" + stated + "\"";
        return "Configuration: " + required.getKey() + outcome + ", required is \"" + required.getValue() + "\".";
    }
}
