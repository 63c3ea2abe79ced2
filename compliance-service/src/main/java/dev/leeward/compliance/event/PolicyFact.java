package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the policy decision point states. */
public sealed interface PolicyFact extends Fact {
    /** The decision spoken of. */
    String decisionId();

    /** A policy that decided, and what it says to the person who asked. */
    record Determining(String policyId, int version, String message) {}

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
            Instant validUntil)
            implements PolicyFact {
        public DecisionMade {
            determining = List.copyOf(determining);
            monitorHits = List.copyOf(monitorHits);
            trust = List.copyOf(trust);
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
    record ApprovalGiven(String decisionId, String approvalId, String approvedBy, boolean granted)
            implements PolicyFact {}

    /** Somebody overrode the policies in an emergency. */
    record BreakGlassUsed(
            String decisionId,
            String workloadId,
            Asker principal,
            String reason,
            String ticket,
            List<String> overridden)
            implements PolicyFact {
        public BreakGlassUsed {
            overridden = List.copyOf(overridden);
        }
    }
}
