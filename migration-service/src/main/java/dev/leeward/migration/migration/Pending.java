package dev.leeward.migration.migration;

import dev.leeward.migration.placement.Reason;
import java.time.Instant;
import java.util.List;

/**
 * The gate waits for second persons.
 *
 * @param decisionId the decision that says so
 * @param approvals the requests to them; each consent makes the gate be asked again
 * @param until when the first of the requests lapses
 */
public record Pending(String decisionId, List<String> approvals, Instant until, Reason reason) {
    public Pending {
        if (approvals.isEmpty()) {
            throw new IllegalArgumentException("decision " + decisionId + " waits for an approval but names none");
        }
        approvals = List.copyOf(approvals);
    }
}
