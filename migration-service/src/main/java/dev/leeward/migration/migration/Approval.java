package dev.leeward.migration.migration;

import dev.leeward.migration.host.Names;
import dev.leeward.migration.placement.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The gate's consent, which counts until {@code validUntil}.
 *
 * @param obligations what it demands besides; what is not understood is not consented to
 */
public record Approval(String decisionId, Instant validUntil, List<String> obligations) {
    /** Trust is checked again before switch-over, as it always is. */
    static final String RECHECK_TRUST = "recheck-trust-before-switch-over";

    /** The destination attests again, on demand, before anything begins. */
    static final String ATTEST_DESTINATION = "attest-destination-first";

    private static final Set<String> UNDERSTOOD = Set.of(RECHECK_TRUST, ATTEST_DESTINATION);

    public Approval {
        Names.check("decision", decisionId);
        obligations = List.copyOf(obligations);
    }

    /** Whether the destination has to attest again first. */
    boolean demandsAttestation() {
        return obligations.contains(ATTEST_DESTINATION);
    }

    /** Why the consent cannot be acted on; empty where everything that it demands can be done. */
    Optional<Reason> notUnderstood() {
        return obligations.stream()
                .filter(obligation -> !UNDERSTOOD.contains(obligation))
                .findFirst()
                .map(obligation -> new Reason(
                        "obligation-not-understood",
                        "Decision %s demands '%s', which migrations cannot fulfil; they know %s"
                                .formatted(
                                        decisionId,
                                        obligation,
                                        UNDERSTOOD.stream().sorted().collect(Collectors.joining(", ")))));
    }

    boolean lapsedAt(Instant now) {
        return !now.isBefore(validUntil);
    }
}
