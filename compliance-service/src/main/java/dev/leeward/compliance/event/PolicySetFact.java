package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which policies count, from when on. */
public sealed interface PolicySetFact extends Fact {
    /**
     * A policy as it was written.
     *
     * @param effect PERMIT, FORBID or REQUIRE
     * @param mode ENFORCE, MONITOR or OFF
     */
    record Policy(
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

    /**
     * A version of a policy set is in force, and the one before it no longer is.
     *
     * @param previousVersion null where there was none
     * @param rollbackOf the earlier version that it says again; null where it is new
     * @param keyId null where the document is unsigned
     */
    record PolicySetPublished(
            String scope,
            int version,
            @Nullable Integer previousVersion,
            @Nullable Integer rollbackOf,
            String digest,
            String note,
            String draftedBy,
            Instant draftedAt,
            String approvedBy,
            Instant approvedAt,
            String publishedBy,
            @Nullable String keyId,
            List<Policy> policies)
            implements PolicySetFact {
        public PolicySetPublished {
            policies = List.copyOf(policies);
        }
    }
}
