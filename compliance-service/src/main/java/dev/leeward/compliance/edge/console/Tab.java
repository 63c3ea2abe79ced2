package dev.leeward.compliance.edge.console;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One choice of a filter, as a link. */
record Tab(String label, String href, boolean current) {
    /**
     * All choices, the first of which filters nothing.
     *
     * @param choices what they are called, by the value of the parameter
     * @param chosen the present value; null where nothing is filtered
     */
    static List<Tab> of(String path, String parameter, Map<String, String> choices, @Nullable String chosen) {
        boolean known = chosen != null && choices.containsKey(chosen);
        return Stream.concat(
                        Stream.of(new Tab("All", path, !known)),
                        choices.entrySet().stream()
                                .map(choice -> new Tab(
                                        choice.getValue(),
                                        path + "?" + parameter + "=" + choice.getKey(),
                                        choice.getKey().equals(chosen))))
                .toList();
    }
}
