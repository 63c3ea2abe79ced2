package dev.leeward.compliance.app.query;

import dev.leeward.compliance.evidence.Provenance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a policy set, from when to when it was in force.
 *
 * @param scope {@code provider} or {@code tenant:<id>}
 * @param rollbackOf the earlier version that it says again; null where it is new
 * @param digest SHA-256 of the document
 * @param keyId the signer's key; null where it is unsigned
 * @param supersededAt when a later version took its place; null while it is in force
 * @param proof the event that published it
 */
public record PolicySetEntry(
        String scope,
        int version,
        @Nullable Integer rollbackOf,
        String digest,
        String note,
        String draftedBy,
        Instant draftedAt,
        String approvedBy,
        Instant approvedAt,
        String publishedBy,
        Instant publishedAt,
        @Nullable String keyId,
        @Nullable Instant supersededAt,
        List<Policy> policies,
        Provenance proof) {
    public PolicySetEntry {
        policies = List.copyOf(policies);
    }

    /** Whether it counts. */
    public String state() {
        return supersededAt == null ? "IN_FORCE" : "SUPERSEDED";
    }

    /** Whether it counted at an instant. */
    public boolean inForceAt(Instant at) {
        return !publishedAt.isAfter(at) && (supersededAt == null || supersededAt.isAfter(at));
    }

    /** A policy as it was written. */
    public record Policy(
            String policyId,
            int version,
            String effect,
            String mode,
            List<String> tenants,
            List<String> actions,
            String condition,
            String message,
            List<String> controls,
            List<String> obligations) {
        public Policy {
            tenants = List.copyOf(tenants);
            actions = List.copyOf(actions);
            controls = List.copyOf(controls);
            obligations = List.copyOf(obligations);
        }
    }
}
