package dev.leeward.compliance.app.query;

import dev.leeward.compliance.evidence.Provenance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the policy decision point, in the decision log.
 *
 * @param effect ALLOW, DENY, PENDING_APPROVAL or INDETERMINATE
 * @param reason what the administrator was told; empty where allowed
 * @param rule the policy that decided; null where none is named
 * @param determining the policies that decided, most telling first
 * @param monitorHits policies in monitor mode that would have denied
 * @param trust the trust that the decision rests on
 * @param policySets the versions in force that spoke of the workload; empty where the decision does not tell
 * @param obligations what the enforcement point must do besides
 * @param notes approvals and break-glass that belong to it, in order
 */
public record DecisionEntry(
        String id,
        Instant decidedAt,
        String effect,
        String action,
        @Nullable String tenant,
        String workload,
        @Nullable String workloadName,
        @Nullable String sourceHost,
        @Nullable String destinationHost,
        @Nullable String migrationId,
        String principal,
        @Nullable String rule,
        String reason,
        List<Policy> determining,
        List<Policy> monitorHits,
        List<Trust> trust,
        List<Note> notes,
        String enforcementPoint,
        String policySetDigest,
        List<SetVersion> policySets,
        List<String> obligations,
        String correlationId,
        Provenance proof) {
    public DecisionEntry {
        determining = List.copyOf(determining);
        monitorHits = List.copyOf(monitorHits);
        trust = List.copyOf(trust);
        notes = List.copyOf(notes);
        policySets = List.copyOf(policySets);
        obligations = List.copyOf(obligations);
    }

    /** A policy, what it says, and the values that it read; those are absent in decisions of before they were told. */
    public record Policy(
            String policyId,
            int version,
            String message,
            @Nullable List<String> trace) {
        public Policy {
            trace = trace == null ? List.of() : List.copyOf(trace);
        }
    }

    /** A version of a policy set that was in force and spoke of the workload. */
    public record SetVersion(String scope, int version, String digest) {}

    /** The trust of a host when the decision was made. */
    public record Trust(
            String hostId,
            String status,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil) {}

    /** Something that happened to the decision: ApprovalRequested, ApprovalGiven, BreakGlassUsed. */
    public record Note(Instant at, String kind, String who, String text) {}
}
