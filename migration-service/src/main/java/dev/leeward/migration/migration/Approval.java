package dev.leeward.migration.migration;

import dev.leeward.migration.host.Names;
import java.time.Instant;
import java.util.List;

/** The gate's consent, which counts until {@code validUntil}. */
public record Approval(String decisionId, Instant validUntil, List<String> obligations) {
    public Approval {
        Names.check("decision", decisionId);
        obligations = List.copyOf(obligations);
    }

    boolean lapsedAt(Instant now) {
        return !now.isBefore(validUntil);
    }
}
