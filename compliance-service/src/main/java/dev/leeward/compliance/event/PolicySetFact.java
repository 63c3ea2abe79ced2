package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which policies count, from when on, and what versions of them would have decided. */
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

    /** How often one answer became another, or stayed what it was; no tenant means the provider's own. */
    record Count(@Nullable String tenant, String before, String after, long decisions) {
        /** Whether the answer became another. */
        public boolean changed() {
            return !before.equals(after);
        }
    }

    /** A decision that would have come out otherwise. */
    record Example(
            String decisionId,
            @Nullable String tenant,
            String workloadId,
            String before,
            String after,
            String reasonBefore,
            String reasonAfter) {}

    /**
     * Past decisions were made again by a version of a set; the event's tenant is whose decisions.
     *
     * @param failure why it could not go on to its end; null where it succeeded
     * @param countsLeftOut how many counts the event does not list
     */
    record SimulationCompleted(
            String simulationId,
            String scope,
            int version,
            Instant since,
            String requestedBy,
            Instant requestedAt,
            @Nullable String failure,
            long total,
            long replayed,
            long changed,
            List<Count> counts,
            int countsLeftOut,
            List<Example> examples)
            implements PolicySetFact {
        public SimulationCompleted {
            counts = List.copyOf(counts);
            examples = List.copyOf(examples);
        }
    }
}
