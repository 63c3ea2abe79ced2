package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Decision.MissingApproval;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Facts;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Decides every placement change, whoever asks: the one gate. Decision, approvals and events share one transaction. */
@ApplicationScoped
public class DecisionPoint {
    private static final Logger LOG = Logger.getLogger(DecisionPoint.class);

    private final Evaluator evaluator;
    private final PlacementView view;
    private final Freshness freshness;
    private final DecisionLog decisions;
    private final ApprovalStore approvals;
    private final Announcer announcer;
    private final PolicyConfig config;
    private final Ids ids;
    private final Clock clock;
    private final MeterRegistry metrics;

    DecisionPoint(
            Evaluator evaluator,
            PlacementView view,
            Freshness freshness,
            DecisionLog decisions,
            ApprovalStore approvals,
            Announcer announcer,
            PolicyConfig config,
            Ids ids,
            Clock clock,
            MeterRegistry metrics) {
        this.evaluator = evaluator;
        this.view = view;
        this.freshness = freshness;
        this.decisions = decisions;
        this.approvals = approvals;
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
        decisions.claim(askedBy, request.requestId());
        Optional<RecordedDecision> before = decisions.of(askedBy, request.requestId());
        if (before.isPresent()) {
            return before.get().requestDigest().equals(requestDigest)
                    ? new Asked.Answered(before.get())
                    : new Asked.RequestIdReused(request.requestId());
        }
        return new Asked.Answered(decide(request, askedBy, requestDigest));
    }

    private RecordedDecision decide(PlacementRequest request, String askedBy, String requestDigest) {
        Facts facts = facts(request);
        Decision decision = evaluator.decide(request, facts);
        UUID id = ids.next();
        List<ApprovalRequest> waitedFor = new ArrayList<>();
        List<ApprovalRequest> raised = new ArrayList<>();
        if (!decision.missing().isEmpty()) {
            approvals.claim(request.workload());
            for (MissingApproval missing : decision.missing()) {
                ApprovalRequest.Subject subject = new ApprovalRequest.Subject(
                        missing.policy(),
                        request.action(),
                        request.workload(),
                        missing.destination(),
                        request.principal().id());
                Optional<ApprovalRequest> open = approvals.open(subject, facts.at());
                if (open.isEmpty()) {
                    raised.add(approvalRequest(id, subject, askedBy, request, facts));
                }
                waitedFor.add(open.orElseGet(raised::getLast));
            }
        }
        RecordedDecision recorded =
                new RecordedDecision(id, askedBy, requestDigest, request, facts, decision, waitedFor);
        decisions.keep(recorded);
        raised.forEach(approvals::raise);
        announcer.decided(recorded, raised);
        metrics.counter("leeward.policy.decisions", "effect", decision.effect().name())
                .increment();
        LOG.infof(
                "decision.made decision=%s effect=%s action=%s workload=%s destination=%s policy=%s",
                id,
                decision.effect(),
                request.action().code(),
                request.workload(),
                request.destinations(),
                decision.determining().getFirst().policy().id());
        return recorded;
    }

    private Facts facts(PlacementRequest request) {
        Freshness.Lag lag = freshness.lag();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        WorkloadView workload = view.workload(request.workload()).orElse(null);
        Set<HostId> involved = new LinkedHashSet<>(request.destinations());
        if (workload != null && workload.host() != null) {
            involved.add(workload.host());
        }
        List<HostView> hosts = view.hosts(involved);
        return new Facts(now, workload, hosts, lag.behind(), lag.feed(), approvals.granted(request, now));
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
