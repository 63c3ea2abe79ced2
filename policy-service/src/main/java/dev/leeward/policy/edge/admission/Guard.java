package dev.leeward.policy.edge.admission;

import dev.leeward.messaging.EventContext;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.DecisionPoint;
import dev.leeward.policy.app.DecisionPoint.Asked;
import dev.leeward.policy.app.DecisionPoint.Question;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.app.Sighting;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.edge.admission.AdmissionSettings.UnknownWorkload;
import dev.leeward.policy.edge.admission.AdmissionSettings.WorkloadIdentity;
import dev.leeward.policy.edge.admission.Verdict.Allowed;
import dev.leeward.policy.edge.admission.Verdict.Cause;
import dev.leeward.policy.edge.admission.Verdict.Refused;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Effect;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks whether a request may go on: only ALLOW for every node that it may end on lets it. Waits for answers. */
final class Guard {

    private static final String WORKLOAD_LABEL = "leeward.dev/workload";

    /** Decisions on one workload among which the one behind a placement is looked for. */
    private static final int LATEST = 20;

    private final DecisionDesk desk;
    private final DecisionPoint decisions;
    private final DecisionLog log;
    private final EventContext context;
    private final Placements placements;
    private final Principals principals;
    private final AdmissionSettings settings;
    private final String enforcementPoint;

    Guard(
            DecisionDesk desk,
            DecisionPoint decisions,
            DecisionLog log,
            EventContext context,
            Placements placements,
            Principals principals,
            AdmissionSettings settings) {
        this.desk = desk;
        this.decisions = decisions;
        this.log = log;
        this.context = context;
        this.placements = placements;
        this.principals = principals;
        this.settings = settings;
        this.enforcementPoint = "kubernetes:" + settings.cluster().orElseThrow();
    }

    /** Judges a review; the message is what it was read from. */
    Verdict judge(Review review, byte[] message) throws Undecidable {
        Optional<Placing> placing = placements.of(review);
        Optional<Machine> undemanding = settings.requireAffinity()
                ? Placements.started(review)
                        .filter(machine -> !machine.demands().demandTrust())
                : Optional.empty();
        if (undemanding.isPresent()) {
            return new Refused(
                    Cause.DECIDED,
                    "Leeward refuses to start %s: it must demand trusted nodes. Add the nodeSelector %s: %s"
                            .formatted(undemanding.get().shown(), Mark.LABEL, Mark.TRUSTED),
                    "");
        }
        if (placing.isEmpty()) {
            return Verdict.unconcerned();
        }
        try {
            return ask(review, placing.get(), message);
        } catch (IllegalArgumentException e) {
            throw new Undecidable(String.valueOf(e.getMessage()), e);
        }
    }

    private Verdict ask(Review review, Placing what, byte[] message) throws Undecidable {
        WorkloadView workload = workload(what.machine());
        Principal principal = what.chosen() ? allowed(workload.id(), what) : principals.of(review.user());
        Question question = new Question(
                new PlacementRequest(
                        review.uid(),
                        what.action(),
                        principal,
                        workload.id(),
                        workload.host(),
                        what.candidates().stream().map(Node::host).toList(),
                        List.of(),
                        null,
                        enforcementPoint,
                        null),
                enforcementPoint,
                digest(message),
                new Sighting(workload, settings.unknownWorkload() == UnknownWorkload.TRUST_ONLY));
        if (review.dryRun()) {
            return verdict(what, decisions.foresee(question), "", "");
        }
        Asked asked = context.during(
                        new EventContext.Cause(principal.id(), review.uid(), null), () -> desk.ask(question))
                .toCompletableFuture()
                .join();
        return switch (asked) {
            case Asked.RequestIdReused(String twice) ->
                throw new Undecidable("another review has come with the same uid, " + twice);
            case Asked.Answered(RecordedDecision made) ->
                verdict(what, made.decision(), made.id().toString(), approvals(made));
        };
    }

    /** Who was last allowed to have the workload on the node that the scheduler has chosen. */
    private Principal allowed(WorkloadId workload, Placing what) throws Undecidable {
        HostId host = what.candidates().getFirst().host();
        return log.list(new DecisionLog.Query(null, workload, Effect.ALLOW, null, LATEST)).stream()
                .map(RecordedDecision::request)
                .filter(request -> request.enforcementPoint().equals(enforcementPoint)
                        && request.action() == what.action()
                        && request.destinations().contains(host))
                .findFirst()
                .map(PlacementRequest::principal)
                .orElseThrow(() -> new Undecidable("nobody was allowed to %s %s to node %s"
                        .formatted(what.action().code(), what.machine().shown(), host)));
    }

    private WorkloadView workload(Machine machine) {
        String name = machine.namespace() + "." + machine.name();
        String id = settings.workloadId() == WorkloadIdentity.LABEL
                ? machine.labels().getOrDefault(WORKLOAD_LABEL, name)
                : name;
        return new WorkloadView(
                new WorkloadId(id),
                machine.shown(),
                principals.tenantOf(machine.namespace()),
                machine.labels(),
                host(machine.node()),
                null);
    }

    private static @Nullable HostId host(@Nullable String node) {
        return node == null ? null : new HostId(node);
    }

    private static String approvals(RecordedDecision made) {
        return made.approvals().stream()
                .map(ApprovalRequest::id)
                .map(UUID::toString)
                .collect(Collectors.joining(", "));
    }

    private static Verdict verdict(Placing what, Decision decision, String id, String approvals) {
        if (decision.effect() != Effect.ALLOW) {
            return new Refused(Cause.DECIDED, refusal(what, decision, id, approvals), id);
        }
        List<String> unmet = decision.conditions();
        return unmet.isEmpty()
                ? new Allowed(id)
                : new Refused(
                        Cause.DECIDED,
                        "Leeward lets you %s %s only with %s, which Kubernetes cannot see to: do it through Leeward's migrations%s"
                                .formatted(
                                        what.action().code(),
                                        what.machine().shown(),
                                        String.join(", ", unmet),
                                        id.isEmpty() ? "" : " (decision " + id + ")"),
                        id);
    }

    private static String refusal(Placing what, Decision decision, String id, String approvals) {
        StringBuilder text = new StringBuilder("Leeward refuses to %s %s: %s"
                .formatted(what.action().code(), what.machine().shown(), decision.reason()));
        if (!id.isEmpty()) {
            text.append(" (decision ").append(id).append(")");
        }
        if (what.candidates().size() > 1) {
            text.append("; each of the %d nodes that could take it must pass"
                    .formatted(what.candidates().size()));
        }
        return text.append(remedy(decision.effect(), approvals)).toString();
    }

    private static String remedy(Effect effect, String approvals) {
        return switch (effect) {
            case ALLOW, DENY -> "";
            case PENDING_APPROVAL ->
                approvals.isEmpty()
                        ? "; it would need approval"
                        : "; asked for approval %s: once it is given, try again".formatted(approvals);
            case INDETERMINATE -> "; try again when policy-service can tell (its /q/health says what it waits for)";
        };
    }

    private static String digest(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
