package dev.leeward.testkit;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.migration.AskedMigration;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationQueued;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationStarted;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.migration.MigrationSwitchedOver;
import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.BreakGlassClosed;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.DeterminingPolicy;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.TrustSnapshot;
import dev.leeward.events.policy.UndecidedMoveObserved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Valid events of a migration and of the decisions about it; each follows from the request that it is given. */
public final class TestMigrationEvents {
    private static final Duration DECISION_LIFETIME = Duration.ofMinutes(1);
    private static final String POLICY_SET = "cd".repeat(32);

    private TestMigrationEvents() {}

    /** A tenant asks for a live migration; the migration gets a new id. */
    public static MigrationRequested requested(
            String workload, String tenant, String sourceHost, String destinationHost) {
        String id = TestEnvelopes.uuid7().toString();
        return MigrationRequested.newBuilder()
                .setEnvelope(TestEnvelopes.of(
                        MigrationRequested.class,
                        "migration-service/migration/" + id,
                        tenant,
                        TestEnvelopes.siteOf(sourceHost)))
                .setMigrationId(id)
                .setWorkloadId(workload)
                .setWorkloadName(workload)
                .setKind(MigrationKind.LIVE)
                .setTest(false)
                .setSourceSite(TestEnvelopes.siteOf(sourceHost))
                .setSourceHost(sourceHost)
                .setDestinationSite(TestEnvelopes.siteOf(destinationHost))
                .setDestinationHost(destinationHost)
                .setLabels(Map.of())
                .setPrincipal(TestEnvelopes.operator(tenant))
                .setOrigin("api")
                .build();
    }

    /** It was allowed and waits for its turn. */
    public static MigrationQueued queued(MigrationRequested request) {
        return MigrationQueued.newBuilder()
                .setEnvelope(next(MigrationQueued.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setDecisionId(TestEnvelopes.uuid7().toString())
                .setDestinationHost(request.getDestinationHost())
                .build();
    }

    /** It began. */
    public static MigrationStarted started(MigrationRequested request, long placementEpoch) {
        return MigrationStarted.newBuilder()
                .setEnvelope(next(MigrationStarted.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setSourceHost(request.getSourceHost())
                .setDestinationHost(request.getDestinationHost())
                .setPlacementEpoch(placementEpoch)
                .build();
    }

    /** The workload runs at the destination. */
    public static MigrationSwitchedOver switchedOver(MigrationRequested request) {
        return MigrationSwitchedOver.newBuilder()
                .setEnvelope(next(MigrationSwitchedOver.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setDestinationHost(request.getDestinationHost())
                .setDowntimeMillis(40)
                .build();
    }

    /** It succeeded. */
    public static MigrationSucceeded succeeded(MigrationRequested request) {
        return MigrationSucceeded.newBuilder()
                .setEnvelope(next(MigrationSucceeded.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setWorkloadName(request.getWorkloadName())
                .setKind(request.getKind())
                .setTest(request.getTest())
                .setSourceSite(request.getSourceSite())
                .setSourceHost(request.getSourceHost())
                .setDestinationSite(request.getDestinationSite())
                .setDestinationHost(request.getDestinationHost())
                .setDowntimeMillis(40)
                .setDurationMillis(900)
                .setBytesCopied(1L << 30)
                .setOrderId(request.getOrderId())
                .build();
    }

    /** It could not be carried out, or was refused. */
    public static MigrationFailed failed(MigrationRequested request, String code) {
        return MigrationFailed.newBuilder()
                .setEnvelope(next(MigrationFailed.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setCode(code)
                .setReason("Migration of " + request.getWorkloadName() + " failed: " + code)
                .setOrderId(request.getOrderId())
                .setAsked(asked(request))
                .build();
    }

    /** Its destination has to attest again first. */
    public static DestinationAttestationDemanded attestationDemanded(MigrationRequested request) {
        return DestinationAttestationDemanded.newBuilder()
                .setEnvelope(next(DestinationAttestationDemanded.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setDestinationHost(request.getDestinationHost())
                .setDecisionId(TestEnvelopes.uuid7().toString())
                .build();
    }

    /** It was undone. */
    public static MigrationRolledBack rolledBack(MigrationRequested request, String code) {
        return MigrationRolledBack.newBuilder()
                .setEnvelope(next(MigrationRolledBack.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setCode(code)
                .setReason("Migration of " + request.getWorkloadName() + " was undone: " + code)
                .setOrderId(request.getOrderId())
                .build();
    }

    /** Nobody knows how it ended. */
    public static MigrationIndeterminate indeterminate(MigrationRequested request, String code) {
        return MigrationIndeterminate.newBuilder()
                .setEnvelope(next(MigrationIndeterminate.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setCode(code)
                .setReason("Migration of " + request.getWorkloadName() + " is in doubt: " + code)
                .setOrderId(request.getOrderId())
                .build();
    }

    /** Somebody cancelled it. */
    public static MigrationCancelled cancelled(MigrationRequested request) {
        return MigrationCancelled.newBuilder()
                .setEnvelope(next(MigrationCancelled.class, request))
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setCancelledBy(request.getPrincipal().getId())
                .setOrderId(request.getOrderId())
                .setAsked(asked(request))
                .build();
    }

    /** A site was named, and no host. */
    private static AskedMigration asked(MigrationRequested request) {
        return AskedMigration.newBuilder()
                .setRequestedAt(request.getEnvelope().getOccurredAt())
                .setRequestedBy(request.getPrincipal().getId())
                .setWorkloadName(request.getWorkloadName())
                .setKind(request.getKind())
                .setTest(request.getTest())
                .setSourceSite(request.getSourceSite())
                .setSourceHost(request.getSourceHost())
                .setDestinationSite(request.getDestinationSite())
                .setOrigin(request.getOrigin())
                .setEvacuationId(request.getEvacuationId())
                .build();
    }

    /** The policy decision point answered the request so. */
    public static DecisionMade decisionMade(MigrationRequested request, Effect effect) {
        String id = TestEnvelopes.uuid7().toString();
        return DecisionMade.newBuilder()
                .setEnvelope(ofDecision(DecisionMade.class, id, request))
                .setDecisionId(id)
                .setRequestId(request.getMigrationId())
                .setAction("migrate")
                .setEffect(effect)
                .setWorkloadId(request.getWorkloadId())
                .setSourceHost(request.getSourceHost())
                .setDestinationHost(request.getDestinationHost())
                .setPrincipal(request.getPrincipal())
                .setDetermining(List.of(DeterminingPolicy.newBuilder()
                        .setPolicyId("destination-trusted")
                        .setVersion(1)
                        .setMessage("The destination must be trusted")
                        .build()))
                .setMonitorHits(List.of())
                .setPolicySetDigest(POLICY_SET)
                .setTrust(List.of(TrustSnapshot.newBuilder()
                        .setHostId(request.getDestinationHost())
                        .setStatus(effect == Effect.ALLOW ? TrustStatus.TRUSTED : TrustStatus.UNTRUSTED)
                        .setAttestedAt(TestEnvelopes.now())
                        .build()))
                .setEnforcementPoint("migration-service")
                .setValidUntil(TestEnvelopes.now().plus(DECISION_LIFETIME))
                .build();
    }

    /** The migration may go on. */
    public static MigrationApproved approved(MigrationRequested request) {
        String id = TestEnvelopes.uuid7().toString();
        return MigrationApproved.newBuilder()
                .setEnvelope(ofDecision(MigrationApproved.class, id, request))
                .setDecisionId(id)
                .setMigrationId(request.getMigrationId())
                .setWorkloadId(request.getWorkloadId())
                .setDestinationHost(request.getDestinationHost())
                .setValidUntil(TestEnvelopes.now().plus(DECISION_LIFETIME))
                .setObligations(List.of())
                .build();
    }

    /** The migration was blocked, because its destination is not trusted. */
    public static MigrationBlocked blocked(MigrationRequested request) {
        String id = TestEnvelopes.uuid7().toString();
        return MigrationBlocked.newBuilder()
                .setEnvelope(ofDecision(MigrationBlocked.class, id, request))
                .setDecisionId(id)
                .setMigrationId(request.getMigrationId())
                .setAction("migrate")
                .setEffect(Effect.DENY)
                .setWorkloadId(request.getWorkloadId())
                .setWorkloadName(request.getWorkloadName())
                .setSourceHost(request.getSourceHost())
                .setDestinationHost(request.getDestinationHost())
                .setDestinationSite(request.getDestinationSite())
                .setPrincipal(request.getPrincipal())
                .setRule("destination-trusted")
                .setRuleVersion(1)
                .setReason("Host " + request.getDestinationHost()
                        + " is UNTRUSTED (VMM: PCR 17 is not what manifest esxi-5.1 says): rule destination-trusted")
                .setEnforcementPoint("migration-service")
                .build();
    }

    /** A second person must agree. */
    public static ApprovalRequested approvalRequested(MigrationRequested request) {
        String decision = TestEnvelopes.uuid7().toString();
        return ApprovalRequested.newBuilder()
                .setEnvelope(ofDecision(ApprovalRequested.class, decision, request))
                .setApprovalId(TestEnvelopes.uuid7().toString())
                .setDecisionId(decision)
                .setWorkloadId(request.getWorkloadId())
                .setDestinationHost(request.getDestinationHost())
                .setRequestedBy(request.getPrincipal().getId())
                .setRule("two-persons")
                .setExpiresAt(TestEnvelopes.now().plus(DECISION_LIFETIME))
                .build();
    }

    /** The second person answered. */
    public static ApprovalGiven approvalGiven(ApprovalRequested request, boolean granted) {
        return ApprovalGiven.newBuilder()
                .setEnvelope(TestEnvelopes.of(
                        ApprovalGiven.class,
                        "policy-service/decision/" + request.getDecisionId(),
                        request.getEnvelope().getTenant(),
                        null))
                .setApprovalId(request.getApprovalId())
                .setDecisionId(request.getDecisionId())
                .setWorkloadId(request.getWorkloadId())
                .setApprovedBy("security-officer@example")
                .setGranted(granted)
                .build();
    }

    /** Somebody overrode the policies. */
    public static BreakGlassUsed breakGlassUsed(MigrationRequested request) {
        String id = TestEnvelopes.uuid7().toString();
        return BreakGlassUsed.newBuilder()
                .setEnvelope(ofDecision(BreakGlassUsed.class, id, request))
                .setDecisionId(id)
                .setWorkloadId(request.getWorkloadId())
                .setPrincipal(request.getPrincipal())
                .setReason("the site is flooding")
                .setTicket("INC-4711")
                .setOverridden(List.of("destination-trusted"))
                .build();
    }

    /** Somebody ended the emergency that was used. */
    public static BreakGlassClosed breakGlassClosed(BreakGlassUsed used) {
        return BreakGlassClosed.newBuilder()
                .setEnvelope(TestEnvelopes.of(
                        BreakGlassClosed.class, "policy-service/break-glass/" + used.getTicket(), null, null))
                .setBreakGlassId(TestEnvelopes.uuid7().toString())
                .setDecisionId(used.getDecisionId())
                .setWorkloadId(used.getWorkloadId())
                .setPrincipalId(used.getPrincipal().getId())
                .setTicket(used.getTicket())
                .setClosedBy("security-officer@example")
                .setUses(used.getUses())
                .build();
    }

    /** A workload is seen on a host that no decision allowed. */
    public static UndecidedMoveObserved undecidedMove(
            String workload, @Nullable String tenant, String sourceHost, String destinationHost) {
        String id = TestEnvelopes.uuid7().toString();
        Instant seenAt = TestEnvelopes.now();
        return UndecidedMoveObserved.newBuilder()
                .setEnvelope(TestEnvelopes.of(
                        UndecidedMoveObserved.class, "policy-service/undecided-move/" + id, tenant, null))
                .setObservationId(id)
                .setWorkloadId(workload)
                .setWorkloadName(workload)
                .setChange("MOVED")
                .setSourceHost(sourceHost)
                .setDestinationHost(destinationHost)
                .setRunning(true)
                .setSeenBy("vcenter.example.com:443")
                .setAfter(seenAt.minusSeconds(10))
                .setSeenAt(seenAt)
                .build();
    }

    private static Envelope next(Class<? extends SpecificRecord> type, MigrationRequested request) {
        return following(type, "migration-service/migration/" + request.getMigrationId(), request);
    }

    private static Envelope ofDecision(Class<? extends SpecificRecord> type, String id, MigrationRequested request) {
        return following(type, "policy-service/decision/" + id, request);
    }

    private static Envelope following(Class<? extends SpecificRecord> type, String source, MigrationRequested request) {
        Envelope cause = request.getEnvelope();
        return Envelope.newBuilder(TestEnvelopes.of(type, source, cause.getTenant(), cause.getSite()))
                .setCorrelationId(cause.getCorrelationId())
                .setCausationId(cause.getEventId().toString())
                .build();
    }
}
