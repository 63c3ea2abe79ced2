package dev.leeward.policy.app;

import dev.leeward.messaging.Caused;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Ids;
import dev.leeward.policy.app.PoliciesInForce.Ruling;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Decision.MissingApproval;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.Facts;
import dev.leeward.policy.review.SetRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final Emergencies emergencies;
    private final Announcer announcer;
    private final EventContext context;
    private final PolicyConfig config;
    private final Ids ids;
    private final Clock clock;
    private final Map<Effect, Counter> made = new EnumMap<>(Effect.class);

    DecisionPoint(
            PoliciesInForce policies,
            KnownFacts known,
            Freshness freshness,
            DecisionLog decisions,
            ApprovalStore approvalStore,
            Emergencies emergencies,
            Announcer announcer,
            EventContext context,
            PolicyConfig config,
            Ids ids,
            Clock clock,
            MeterRegistry metrics) {
        this.policies = policies;
        this.known = known;
        this.freshness = freshness;
        this.decisions = decisions;
        this.approvalStore = approvalStore;
        this.emergencies = emergencies;
        this.announcer = announcer;
        this.context = context;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
        for (Effect effect : Effect.values()) {
            made.put(effect, metrics.counter("leeward.policy.decisions", "effect", effect.name()));
        }
    }

    /** What came of asking. */
    public sealed interface Asked {
        /** The decision: a new one, or the one that was given to the same request before. */
        record Answered(RecordedDecision decision) implements Asked {}

        /** The request id was used for another request. */
        record RequestIdReused(String requestId) implements Asked {}
    }

    /**
     * A request as it came.
     *
     * @param askedBy who sent it; request ids are unique to them
     * @param digest SHA-256 of the request as it was sent
     * @param sighting the workload as the enforcement point itself sees it; null where it sees none
     */
    public record Question(
            PlacementRequest request,
            String askedBy,
            String digest,
            @Nullable Sighting sighting) {
        /** A request of somebody who sees no workload. */
        public Question(PlacementRequest request, String askedBy, String digest) {
            this(request, askedBy, digest, null);
        }
    }

    /** Decides a request once. */
    @Transactional
    public Asked ask(Question question) {
        return askAll(List.of(Caused.now(question, context))).getFirst();
    }

    /**
     * Decides several, by the same policies and the same view; the answers are in the order of the questions. Those that
     * wait for approvals or break glass come one after the other: what one of them leaves behind, the next one finds.
     */
    @Transactional
    public List<Asked> askAll(List<Caused<Question>> questions) {
        Ruling ruling = policies.ruling();
        List<Facts> facts = facts(questions);
        List<@Nullable Judged> judged = new ArrayList<>(questions.size());
        List<RecordedDecision> complete = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            Caused<Question> question = questions.get(i);
            Judged one = question.what().request().breakGlass() == null ? judge(question, facts.get(i), ruling) : null;
            judged.add(one);
            if (one != null && one.isComplete()) {
                complete.add(one.recorded(List.of()));
            }
        }
        Set<UUID> fresh = complete.isEmpty() ? Set.of() : decisions.keep(complete);
        Iterator<RecordedDecision> made = complete.iterator();
        List<Asked> answers = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            Judged one = judged.get(i);
            if (one == null) {
                answers.add(underBrokenGlass(questions.get(i), facts.get(i), ruling));
            } else if (one.isComplete()) {
                answers.add(answer(one.question(), made.next(), fresh, List.of(), null));
            } else {
                answers.add(alone(one, null));
            }
        }
        return answers;
    }

    /** What the answer would be now: nothing is kept or told, nobody is asked to approve, and no glass is broken. */
    @Transactional
    public Decision foresee(Question question) {
        Caused<Question> asked = Caused.now(question, context);
        return judge(asked, facts(List.of(asked)).getFirst(), policies.ruling()).decision();
    }

    /** A request with what it was judged by, and how. */
    private record Judged(UUID id, Caused<Question> question, Facts facts, Decision decision, List<SetRef> policySets) {
        PlacementRequest request() {
            return question.what().request();
        }

        boolean isComplete() {
            return decision.missing().isEmpty();
        }

        RecordedDecision recorded(List<ApprovalRequest> waitedFor) {
            Question asked = question.what();
            return new RecordedDecision(
                    id, asked.askedBy(), asked.digest(), asked.request(), facts, decision, waitedFor, policySets);
        }
    }

    private Judged judge(Caused<Question> question, Facts facts, Ruling ruling) {
        WorkloadView workload = facts.workload();
        return new Judged(
                ids.next(),
                question,
                facts,
                ruling.evaluator().explain(question.what().request(), facts),
                ruling.setsOn(workload == null ? null : workload.tenant()));
    }

    private Asked underBrokenGlass(Caused<Question> question, Facts facts, Ruling ruling) {
        Emergency emergency = emergencies.of(question.what().request(), facts.at());
        return emergency == null
                ? alone(judge(question, facts, ruling), null)
                : alone(judge(question, facts.under(emergency.glass()), ruling), emergency);
    }

    private Asked alone(Judged one, @Nullable Emergency emergency) {
        Waiting waiting = waiting(one);
        RecordedDecision made = one.recorded(waiting.waitedFor());
        return answer(one.question(), made, decisions.keep(List.of(made)), waiting.raised(), emergency);
    }

    private Asked answer(
            Caused<Question> question,
            RecordedDecision made,
            Set<UUID> fresh,
            List<ApprovalRequest> raised,
            @Nullable Emergency emergency) {
        Question asked = question.what();
        if (!fresh.contains(made.id())) {
            return given(decisions.of(asked.askedBy(), asked.request().requestId()), asked.digest());
        }
        raised.forEach(approvalStore::raise);
        return question.during(context, () -> {
            announcer.decided(made, raised);
            if (emergency != null && made.decision().brokeGlass()) {
                emergencies.used(emergency, made);
            }
            count(made);
            return new Asked.Answered(made);
        });
    }

    private static Asked given(RecordedDecision before, String requestDigest) {
        return before.requestDigest().equals(requestDigest)
                ? new Asked.Answered(before)
                : new Asked.RequestIdReused(before.request().requestId());
    }

    /** The approvals that a decision waits for; those of them that nobody has asked for yet. */
    private record Waiting(List<ApprovalRequest> waitedFor, List<ApprovalRequest> raised) {}

    private Waiting waiting(Judged one) {
        List<ApprovalRequest> waitedFor = new ArrayList<>();
        List<ApprovalRequest> raised = new ArrayList<>();
        PlacementRequest request = one.request();
        if (!one.isComplete()) {
            approvalStore.claim(request.workload());
        }
        for (MissingApproval missing : one.decision().missing()) {
            ApprovalRequest.Subject subject = new ApprovalRequest.Subject(
                    missing.policy(),
                    request.action(),
                    request.workload(),
                    missing.destination(),
                    request.principal().id());
            Optional<ApprovalRequest> open =
                    approvalStore.open(subject, one.facts().at());
            if (open.isEmpty()) {
                raised.add(approvalRequest(one, subject));
            }
            waitedFor.add(open.orElseGet(raised::getLast));
        }
        return new Waiting(waitedFor, raised);
    }

    private void count(RecordedDecision one) {
        Objects.requireNonNull(made.get(one.decision().effect())).increment();
        LOG.debugf(
                "decision.made decision=%s effect=%s action=%s workload=%s destination=%s policy=%s",
                one.id(),
                one.decision().effect(),
                one.request().action().code(),
                one.request().workload(),
                one.request().destinations(),
                one.decision().determining().getFirst().policy().id());
    }

    private List<Facts> facts(List<Caused<Question>> questions) {
        Freshness.Lag lag = freshness.lag();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<KnownFacts.Known> found =
                known.about(questions.stream().map(one -> one.what().request()).toList(), now);
        List<Facts> facts = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            facts.add(facts(found.get(i), questions.get(i).what().sighting(), now, lag));
        }
        return facts;
    }

    private static Facts facts(KnownFacts.Known found, @Nullable Sighting sighting, Instant now, Freshness.Lag lag) {
        WorkloadView workload = sighting == null ? found.workload() : sighting.completing(found.workload());
        return new Facts(now, workload, found.hosts(), lag.behind(), lag.feed(), found.approvals(), found.peers());
    }

    private ApprovalRequest approvalRequest(Judged one, ApprovalRequest.Subject subject) {
        WorkloadView workload = one.facts().workload();
        return new ApprovalRequest(
                ids.next(),
                one.id(),
                subject,
                one.question().what().askedBy(),
                workload == null ? one.request().principal().tenant() : workload.tenant(),
                one.facts().at(),
                one.facts().at().plus(config.approvalLifetime()));
    }
}
