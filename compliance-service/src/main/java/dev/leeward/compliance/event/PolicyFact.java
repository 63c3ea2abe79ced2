package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the policy decision point states. */
public sealed interface PolicyFact extends Fact {
    /** The decision spoken of. */
    String decisionId();

    /** A policy that decided, what it says to the person who asked, and the values that it read. */
    record Determining(String policyId, int version, String message, List<String> trace) {
        public Determining {
            trace = List.copyOf(trace);
        }
    }

    /** A version of a policy set. */
    record SetVersion(String scope, int version, String digest) {}

    /** The trust of a host that a decision rests on. */
    record TrustAtDecision(
            String hostId,
            String status,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil) {}

    /** It answered. */
    record DecisionMade(
            String decisionId,
            String requestId,
            String action,
            String effect,
            String workloadId,
            @Nullable String sourceHost,
            @Nullable String destinationHost,
            Asker principal,
            List<Determining> determining,
            List<Determining> monitorHits,
            String policySetDigest,
            List<TrustAtDecision> trust,
            String enforcementPoint,
            Instant validUntil,
            List<SetVersion> policySets,
            List<String> obligations)
            implements PolicyFact {
        public DecisionMade {
            determining = List.copyOf(determining);
            monitorHits = List.copyOf(monitorHits);
            trust = List.copyOf(trust);
            policySets = List.copyOf(policySets);
            obligations = List.copyOf(obligations);
        }
    }

    /** A migration may proceed to the destination it names. */
    record MigrationApproved(
            String decisionId,
            String migrationId,
            String workloadId,
            String destinationHost,
            Instant validUntil,
            List<String> obligations)
            implements PolicyFact {
        public MigrationApproved {
            obligations = List.copyOf(obligations);
        }
    }

    /** A placement change was refused. */
    record MigrationBlocked(
            String decisionId,
            @Nullable String migrationId,
            String action,
            String effect,
            String workloadId,
            String workloadName,
            @Nullable String sourceHost,
            @Nullable String destinationHost,
            @Nullable String destinationSite,
            Asker principal,
            String rule,
            int ruleVersion,
            String reason,
            String enforcementPoint)
            implements PolicyFact {}

    /** A second person must agree first. */
    record ApprovalRequested(
            String decisionId,
            String approvalId,
            String workloadId,
            @Nullable String destinationHost,
            String requestedBy,
            String rule,
            Instant expiresAt)
            implements PolicyFact {}

    /** A second person answered. */
    record ApprovalGiven(String decisionId, String approvalId, String approvedBy, boolean granted, String comment)
            implements PolicyFact {}

    /** Somebody overrode the policies in an emergency. */
    record BreakGlassUsed(
            String decisionId,
            String workloadId,
            Asker principal,
            String reason,
            String ticket,
            List<String> overridden,
            @Nullable Instant validUntil,
            int uses)
            implements PolicyFact {
        public BreakGlassUsed {
            overridden = List.copyOf(overridden);
        }
    }

    /** An emergency override was ended before its time. */
    record BreakGlassClosed(String decisionId, String principalId, String ticket, String closedBy, int uses)
            implements PolicyFact {}
}
