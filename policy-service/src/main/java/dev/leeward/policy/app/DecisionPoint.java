package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Decision.MissingApproval;
import dev.leeward.policy.policy.Facts;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides every placement change, whoever asks: the one gate. Decision, approvals and events share one transaction. */
@ApplicationScoped
public class DecisionPoint {
    private static final Logger LOG = Logger.getLogger(DecisionPoint.class);

    private final PoliciesInForce policies;
    private final KnownFacts known;
    private final Freshness freshness;
    private final DecisionLog decisions;
    private final ApprovalStore approvalStore;
    private final Announcer announcer;
    private final PolicyConfig config;
    private final Ids ids;
    private final Clock clock;
    private final MeterRegistry metrics;

    DecisionPoint(
            PoliciesInForce policies,
            KnownFacts known,
            Freshness freshness,
            DecisionLog decisions,
            ApprovalStore approvalStore,
            Announcer announcer,
            PolicyConfig config,
            Ids ids,
            Clock clock,
            MeterRegistry metrics) {
        this.policies = policies;
        this.known = known;
        this.freshness = freshness;
        this.decisions = decisions;
        this.approvalStore = approvalStore;
        this.announcer = announcer;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What came of asking. */
    public sealed interface Asked {
        /** The decision: a new one, or the one that was given to the same request before. */
        record Answered(RecordedDecision decision) implements Asked {}

        /** The request id was used for another request. */
        record RequestIdReused(String requestId) implements Asked {}
    }

    /**
     * Decides a request once.
     *
     * @param askedBy who sent it; request ids are unique to them
     * @param requestDigest SHA-256 of the request as it was sent
     */
    @Transactional
    public Asked ask(PlacementRequest request, String askedBy, String requestDigest) {
        return ask(request, askedBy, requestDigest, null);
    }

    /** The same, where the enforcement point itself sees the workload. */
    @Transactional
    public Asked ask(PlacementRequest request, String askedBy, String requestDigest, @Nullable Sighting sighting) {
        Facts facts = facts(request, sighting);
        Decision decision = policies.evaluator().decide(request, facts);
        UUID id = ids.next();
        Waiting waiting = waiting(id, request, askedBy, facts, decision);
        RecordedDecision made =
                new RecordedDecision(id, askedBy, requestDigest, request, facts, decision, waiting.waitedFor());
        if (!decisions.keep(made)) {
            return given(decisions.of(askedBy, request.requestId()), requestDigest);
        }
        waiting.raised().forEach(approvalStore::raise);
        announcer.decided(made, waiting.raised());
        count(made);
        return new Asked.Answered(made);
    }

    private static Asked given(RecordedDecision before, String requestDigest) {
        return before.requestDigest().equals(requestDigest)
                ? new Asked.Answered(before)
                : new Asked.RequestIdReused(before.request().requestId());
    }

    /** The approvals that a decision waits for; those of them that nobody has asked for yet. */
    private record Waiting(List<ApprovalRequest> waitedFor, List<ApprovalRequest> raised) {}

    private Waiting waiting(UUID decision, PlacementRequest request, String askedBy, Facts facts, Decision made) {
        List<ApprovalRequest> waitedFor = new ArrayList<>();
        List<ApprovalRequest> raised = new ArrayList<>();
        if (!made.missing().isEmpty()) {
            approvalStore.claim(request.workload());
            for (MissingApproval missing : made.missing()) {
                ApprovalRequest.Subject subject = new ApprovalRequest.Subject(
                        missing.policy(),
                        request.action(),
                        request.workload(),
                        missing.destination(),
                        request.principal().id());
                Optional<ApprovalRequest> open = approvalStore.open(subject, facts.at());
                if (open.isEmpty()) {
                    raised.add(approvalRequest(decision, subject, askedBy, request, facts));
                }
                waitedFor.add(open.orElseGet(raised::getLast));
            }
        }
        return new Waiting(waitedFor, raised);
    }

    private void count(RecordedDecision made) {
        metrics.counter(
                        "leeward.policy.decisions",
                        "effect",
                        made.decision().effect().name())
                .increment();
        LOG.infof(
                "decision.made decision=%s effect=%s action=%s workload=%s destination=%s policy=%s",
                made.id(),
                made.decision().effect(),
                made.request().action().code(),
                made.request().workload(),
                made.request().destinations(),
                made.decision().determining().getFirst().policy().id());
    }

    private Facts facts(PlacementRequest request, @Nullable Sighting sighting) {
        Freshness.Lag lag = freshness.lag();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        KnownFacts.Known found = known.about(request, now);
        WorkloadView workload = sighting == null ? found.workload() : sighting.completing(found.workload());
        return new Facts(now, workload, found.hosts(), lag.behind(), lag.feed(), found.approvals(), found.peers());
    }

    private ApprovalRequest approvalRequest(
            UUID decision, ApprovalRequest.Subject subject, String askedBy, PlacementRequest request, Facts facts) {
        return new ApprovalRequest(
                ids.next(),
                decision,
                subject,
                askedBy,
                facts.workload() == null
                        ? request.principal().tenant()
                        : facts.workload().tenant(),
                facts.at(),
                facts.at().plus(config.approvalLifetime()));
    }
}
