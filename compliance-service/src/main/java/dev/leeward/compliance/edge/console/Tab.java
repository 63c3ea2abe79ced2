package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.Scope;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One choice of a filter, as a link. */
record Tab(String label, String href, boolean current) {
    /** The pages about hosts and what their trust rests on; none where the viewer sees one of them only. */
    static List<Tab> hosts(Scope scope, String here) {
        return scope.tenant() != null
                ? List.of()
                : Stream.of(
                                new Tab("Hosts", "/hosts", false),
                                new Tab("Reference manifests", "/reference-manifests", false),
                                new Tab("Enrolments", "/enrolments", false))
                        .map(tab -> new Tab(tab.label(), tab.href(), tab.href().equals(here)))
                        .toList();
    }

    /** The pages about decisions and what they rest on. */
    static List<Tab> decisions(String here) {
        return Stream.of(
                        new Tab("Decisions", "/decisions", false),
                        new Tab("Approvals", "/approvals", false),
                        new Tab("Policies", "/policies", false),
                        new Tab("Simulations", "/simulations", false),
                        new Tab("Coverage", "/coverage", false))
                .map(tab -> new Tab(tab.label(), tab.href(), tab.href().equals(here)))
                .toList();
    }

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
