package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.GuardedSurface;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.compliance.app.query.PolicySetEntry.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The versions of policy sets that are or were in force. */
record PoliciesView(Listing<PolicySetEntry> listing, List<Tab> pages) {

    /**
     * A version of a policy set.
     *
     * @param shown the version
     * @param versions every version of the set, the newest first
     * @param against what it is compared with; null where it is the first
     */
    record Detail(
            PolicySetEntry shown,
            List<PolicySetEntry> versions,
            @Nullable PolicySetEntry against) {
        /** How its policies differ from the other's, by id. */
        public List<Change> changes() {
            return against == null ? List.of() : Change.between(against.policies(), shown.policies());
        }
    }

    /**
     * What became of a policy.
     *
     * @param kind ADDED, REMOVED or CHANGED
     */
    record Change(
            String policyId,
            String kind,
            @Nullable Policy from,
            @Nullable Policy to) {
        static List<Change> between(List<Policy> before, List<Policy> after) {
            Map<String, Policy> old = byId(before);
            List<Change> changes = new ArrayList<>();
            byId(after).forEach((id, policy) -> {
                Policy was = old.remove(id);
                if (!policy.equals(was)) {
                    changes.add(new Change(id, was == null ? "ADDED" : "CHANGED", was, policy));
                }
            });
            old.forEach((id, policy) -> changes.add(new Change(id, "REMOVED", policy, null)));
            return changes;
        }

        private static Map<String, Policy> byId(List<Policy> policies) {
            return policies.stream()
                    .collect(Collectors.toMap(
                            Policy::policyId, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        }
    }

    /** Who asked in the last days. */
    record Coverage(List<GuardedSurface> surfaces, int days, List<Tab> pages) {}
}
