package dev.leeward.policy.edge.kafka;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.AwaitedApproval;
import dev.leeward.events.policy.BreakGlassClosed;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.PolicySetPublished;
import dev.leeward.events.policy.PolicySetVersion;
import dev.leeward.events.policy.PublishedPolicy;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import dev.leeward.policy.app.Announcer;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.review.DocumentSignature;
import dev.leeward.policy.review.SetVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Says decisions, approvals and the policies in force on this service's topics, through the outbox. */
@ApplicationScoped
class EventAnnouncer implements Announcer {
    private static final String SERVICE = "policy-service";
    private static final long EPOCH = 1;

    private final Outbox outbox;
    private final Envelopes envelopes;

    EventAnnouncer(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public void decided(RecordedDecision recorded, List<ApprovalRequest> raised) {
        Numbered events = new Numbered(recorded);
        outbox.publish(decisionMade(recorded, events.next(DecisionMade.class)));
        if (recorded.decision().effect() != Effect.ALLOW) {
            outbox.publish(blocked(recorded, events.next(MigrationBlocked.class)));
        } else if (recorded.request().migration() != null) {
            outbox.publish(approved(recorded, recorded.request().migration(), events.next(MigrationApproved.class)));
        }
        raised.forEach(request -> outbox.publish(approvalRequested(request)));
    }

    @Override
    public void answered(Approval approval) {
        switch (approval) {
            case Approval.Granted(var request, var by, var _, var comment) ->
                outbox.publish(approvalGiven(request, by, true, comment));
            case Approval.Rejected(var request, var by, var _, var comment) ->
                outbox.publish(approvalGiven(request, by, false, comment));
            case Approval.Open(var request) ->
                throw new IllegalArgumentException("approval %s has no answer yet".formatted(request.id()));
        }
    }

    @Override
    public void brokeGlass(RecordedDecision recorded, Emergency emergency) {
        BreakGlass breakGlass = recorded.request().breakGlass();
        outbox.publish(BreakGlassUsed.newBuilder()
                .setEnvelope(envelope(BreakGlassUsed.class, emergency, Avro.text(recorded.tenant())))
                .setDecisionId(recorded.id().toString())
                .setWorkloadId(recorded.request().workload().value())
                .setPrincipal(Avro.principal(recorded.request().principal()))
                .setReason(breakGlass == null ? emergency.reason() : breakGlass.reason())
                .setTicket(emergency.ticket())
                .setOverridden(recorded.decision().overridden())
                .setBreakGlassId(emergency.id().toString())
                .setValidUntil(emergency.validUntil())
                .setUses(emergency.uses())
                .build());
    }

    @Override
    public void closed(Emergency emergency) {
        Emergency.Closing closing = emergency.closing();
        Emergency.Use last = emergency.last();
        if (closing == null || last == null) {
            throw new IllegalArgumentException(
                    "emergency %s was never used, or is not closed".formatted(emergency.id()));
        }
        outbox.publish(BreakGlassClosed.newBuilder()
                .setEnvelope(envelope(BreakGlassClosed.class, emergency, null))
                .setBreakGlassId(emergency.id().toString())
                .setDecisionId(last.decision().toString())
                .setWorkloadId(last.workload())
                .setPrincipalId(emergency.principal())
                .setTicket(emergency.ticket())
                .setClosedBy(closing.by())
                .setUses(emergency.uses())
                .build());
    }

    /** Each use is numbered, and closing comes after the last. */
    private Envelope envelope(Class<? extends SpecificRecord> type, Emergency emergency, @Nullable String tenant) {
        Stream stream = Stream.of(SERVICE, "break-glass", emergency.id().toString(), EPOCH);
        return envelopes.next(type, stream, emergency.uses() + (emergency.closing() == null ? 0 : 1), tenant, null);
    }

    @Override
    public void published(SetVersion.Published version, List<PolicyDocument> policies) {
        SetVersion.Content content = version.content();
        DocumentSignature signature = content.signature();
        String scope = content.scope().toString();
        outbox.publish(PolicySetPublished.newBuilder()
                .setEnvelope(envelopes.next(
                        PolicySetPublished.class,
                        Stream.of(SERVICE, "policy-set", scope, EPOCH),
                        content.number(),
                        content.scope().owner(),
                        null))
                .setScope(scope)
                .setVersion(content.number())
                .setPreviousVersion(content.basedOn())
                .setRollbackOf(content.rollbackOf())
                .setDigest(content.digest())
                .setNote(content.note())
                .setDraftedBy(content.drafted().by())
                .setDraftedAt(content.drafted().at())
                .setApprovedBy(version.approved().by())
                .setApprovedAt(version.approved().at())
                .setPublishedBy(version.published().by())
                .setKeyId(signature == null ? null : signature.keyId())
                .setPolicies(policies.stream().map(EventAnnouncer::policy).toList())
                .build());
    }

    private static PublishedPolicy policy(PolicyDocument policy) {
        return PublishedPolicy.newBuilder()
                .setPolicyId(policy.ref().id())
                .setVersion(policy.ref().version())
                .setEffect(policy.kind().name())
                .setMode(policy.mode().name())
                .setTenants(policy.scope().tenants().stream().sorted().toList())
                .setActions(policy.scope().actions().stream().map(Action::code).toList())
                .setCondition(policy.when())
                .setMessage(policy.message())
                .setControls(policy.controls())
                .setObligations(policy.obligations())
                .build();
    }

    /** The envelopes of a decision's events, in their order. */
    private final class Numbered {
        private final Stream stream;
        private final @Nullable String tenant;
        private final @Nullable String site;
        private long sequence;

        Numbered(RecordedDecision recorded) {
            this.stream = Stream.of(SERVICE, "decision", recorded.id().toString(), EPOCH);
            this.tenant = Avro.text(recorded.tenant());
            this.site = destinationSite(recorded);
        }

        Envelope next(Class<? extends SpecificRecord> type) {
            return envelopes.next(type, stream, ++sequence, tenant, site);
        }
    }

    private static DecisionMade decisionMade(RecordedDecision recorded, Envelope envelope) {
        PlacementRequest request = recorded.request();
        Decision decision = recorded.decision();
        return DecisionMade.newBuilder()
                .setEnvelope(envelope)
                .setDecisionId(recorded.id().toString())
                .setRequestId(request.requestId())
                .setAction(request.action().code())
                .setEffect(Avro.effect(decision.effect()))
                .setWorkloadId(request.workload().value())
                .setSourceHost(Avro.text(recorded.sourceHost()))
                .setDestinationHost(Avro.text(destination(recorded)))
                .setPrincipal(Avro.principal(request.principal()))
                .setDetermining(Avro.determining(decision.determining()))
                .setMonitorHits(Avro.determining(decision.monitorHits()))
                .setPolicySetDigest(decision.policySetDigest())
                .setTrust(Avro.snapshots(decision.trust()))
                .setEnforcementPoint(request.enforcementPoint())
                .setValidUntil(decision.validUntil())
                .setPolicySets(recorded.policySets().stream()
                        .map(set -> PolicySetVersion.newBuilder()
                                .setScope(set.scope())
                                .setVersion(set.version())
                                .setDigest(set.digest())
                                .build())
                        .toList())
                .setObligations(decision.obligations())
                .build();
    }

    private static MigrationApproved approved(RecordedDecision recorded, String migration, Envelope envelope) {
        return MigrationApproved.newBuilder()
                .setEnvelope(envelope)
                .setDecisionId(recorded.id().toString())
                .setMigrationId(migration)
                .setWorkloadId(recorded.request().workload().value())
                .setDestinationHost(recorded.request().destinations().getFirst().value())
                .setValidUntil(recorded.decision().validUntil())
                .setObligations(recorded.decision().obligations())
                .build();
    }

    private static MigrationBlocked blocked(RecordedDecision recorded, Envelope envelope) {
        PlacementRequest request = recorded.request();
        Decision decision = recorded.decision();
        Decision.Determining determining = decision.determining().getFirst();
        WorkloadView workload = recorded.visibleWorkload();
        return MigrationBlocked.newBuilder()
                .setEnvelope(envelope)
                .setDecisionId(recorded.id().toString())
                .setMigrationId(request.migration())
                .setAction(request.action().code())
                .setEffect(Avro.effect(decision.effect()))
                .setWorkloadId(request.workload().value())
                .setWorkloadName(workload == null ? request.workload().value() : workload.name())
                .setSourceHost(Avro.text(recorded.sourceHost()))
                .setDestinationHost(Avro.text(destination(recorded)))
                .setDestinationSite(destinationSite(recorded))
                .setPrincipal(Avro.principal(request.principal()))
                .setRule(determining.policy().id())
                .setRuleVersion(determining.policy().version())
                .setReason(decision.reason())
                .setEnforcementPoint(request.enforcementPoint())
                .setApprovals(recorded.approvals().stream()
                        .map(approval -> AwaitedApproval.newBuilder()
                                .setApprovalId(approval.id().toString())
                                .setRule(approval.subject().policy().id())
                                .setExpiresAt(approval.expiresAt())
                                .build())
                        .toList())
                .build();
    }

    private ApprovalRequested approvalRequested(ApprovalRequest request) {
        return ApprovalRequested.newBuilder()
                .setEnvelope(envelope(ApprovalRequested.class, request, 1))
                .setApprovalId(request.id().toString())
                .setDecisionId(request.decision().toString())
                .setWorkloadId(request.subject().workload().value())
                .setDestinationHost(request.subject().destination().value())
                .setRequestedBy(request.subject().requestedBy())
                .setRule(request.subject().policy().id())
                .setExpiresAt(request.expiresAt())
                .build();
    }

    private ApprovalGiven approvalGiven(ApprovalRequest request, String by, boolean granted, String comment) {
        return ApprovalGiven.newBuilder()
                .setEnvelope(envelope(ApprovalGiven.class, request, 2))
                .setApprovalId(request.id().toString())
                .setDecisionId(request.decision().toString())
                .setWorkloadId(request.subject().workload().value())
                .setApprovedBy(by)
                .setGranted(granted)
                .setComment(comment)
                .build();
    }

    private Envelope envelope(Class<? extends SpecificRecord> type, ApprovalRequest request, long sequence) {
        Stream stream = Stream.of(SERVICE, "approval", request.id().toString(), EPOCH);
        return envelopes.next(type, stream, sequence, Avro.text(request.tenant()), null);
    }

    /** The one host asked for; null where candidates were named. */
    private static @Nullable HostId destination(RecordedDecision recorded) {
        List<HostId> destinations = recorded.request().destinations();
        return destinations.size() == 1 ? destinations.getFirst() : null;
    }

    private static @Nullable String destinationSite(RecordedDecision recorded) {
        return recorded.facts().host(destination(recorded)).map(HostView::site).orElse(null);
    }
}
