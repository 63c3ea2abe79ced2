package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.app.DecisionPoint.Asked;
import dev.leeward.policy.app.DecisionPoint.Question;
import dev.leeward.policy.app.Permissions.Wanted;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Terms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the door of a host that knows neither who asks nor where from: an earlier decision says that. What it allowed is
 * decided anew, from what is known now; where there is none, nobody has asked, and the host asks in its own name.
 */
@ApplicationScoped
public class Arrivals {
    /** The name in decisions of where it is asked. */
    public static final String ENFORCEMENT_POINT = "libvirt-hook";

    /** For how long what comes after an arrival that was let in is the same one: a retry, or its machine being started. */
    static final Duration ARRIVING = Duration.ofMinutes(1);

    private static final String NOBODY_PERMITS = "builtin-default-deny";

    private final DecisionPoint decisions;
    private final Permissions permissions;
    private final KnownFacts known;
    private final Ids ids;
    private final Terms terms;
    private final Clock clock;

    Arrivals(DecisionPoint decisions, Permissions permissions, KnownFacts known, Ids ids, Terms terms, Clock clock) {
        this.decisions = decisions;
        this.permissions = permissions;
        this.known = known;
        this.ids = ids;
        this.terms = terms;
        this.clock = clock;
    }

    /** How a machine comes to a host. */
    public enum Kind {
        /** It runs elsewhere and comes with its memory. */
        MIGRATION,
        /** It is started there, from its disks or from a saved memory. */
        START;

        private Action action() {
            return switch (this) {
                case MIGRATION -> Action.MIGRATE;
                case START -> Action.POWER_ON;
            };
        }

        private Set<Action> permittedBy() {
            return switch (this) {
                case MIGRATION -> Set.of(Action.MIGRATE, Action.RECOVER);
                case START -> Set.of(Action.POWER_ON, Action.MIGRATE, Action.RECOVER);
            };
        }
    }

    /**
     * A machine at the door.
     *
     * @param machine its name, for people
     * @param roles of whoever sent it, where nobody has asked before
     * @param digest SHA-256 of its description
     */
    public record Arrival(
            HostId host, WorkloadId workload, String machine, Kind kind, Set<String> roles, String digest) {
        /** Copies the roles. */
        public Arrival {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * The answer.
     *
     * @param decision what was decided now
     * @param permission the earlier decision that it goes back to; null where there is none
     * @param message what the person is told who sent the machine
     */
    public record Admission(
            boolean admitted,
            RecordedDecision decision,
            @Nullable UUID permission,
            String message) {}

    /** Lets a machine in, or not. */
    @Transactional
    public Admission judge(Arrival arrival) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<RecordedDecision> permission = permissions.find(new Wanted(
                arrival.workload(),
                arrival.host(),
                arrival.kind().permittedBy(),
                ENFORCEMENT_POINT,
                now,
                now.minus(terms.lifetime()),
                now.minus(ARRIVING)));
        RecordedDecision made = decided(
                arrival,
                permission.map(given -> again(arrival, given.request())).orElseGet(() -> unasked(arrival)));
        List<String> conditions = conditions(made, permission.orElse(null));
        boolean admitted = made.decision().effect() == Effect.ALLOW && conditions.isEmpty();
        if (admitted) {
            permission.ifPresent(given -> permissions.use(given.id(), arrival.host(), now));
        }
        return new Admission(
                admitted,
                made,
                permission.map(RecordedDecision::id).orElse(null),
                admitted
                        ? "Leeward lets %s onto %s (decision %s)"
                                .formatted(arrival.machine(), arrival.host(), made.id())
                        : refusal(arrival, made, conditions));
    }

    /** The same question as before, of this host alone. It is no migration's: that has its answer. */
    private PlacementRequest again(Arrival arrival, PlacementRequest before) {
        return new PlacementRequest(
                ids.next().toString(),
                before.action(),
                before.principal(),
                arrival.workload(),
                arrival.host().equals(before.source()) ? null : before.source(),
                List.of(arrival.host()),
                before.approvals(),
                before.breakGlass(),
                ENFORCEMENT_POINT,
                null);
    }

    private PlacementRequest unasked(Arrival arrival) {
        return new PlacementRequest(
                ids.next().toString(),
                arrival.kind().action(),
                new Principal(ENFORCEMENT_POINT + ":" + arrival.host(), arrival.roles(), null),
                arrival.workload(),
                null,
                List.of(arrival.host()),
                List.of(),
                null,
                ENFORCEMENT_POINT,
                null);
    }

    private RecordedDecision decided(Arrival arrival, PlacementRequest request) {
        Question question = new Question(request, ENFORCEMENT_POINT, arrival.digest(), sighting(arrival, request));
        return switch (decisions.ask(question)) {
            case Asked.Answered(RecordedDecision made) -> made;
            case Asked.RequestIdReused(String twice) ->
                throw new IllegalStateException("an id was given twice: " + twice);
        };
    }

    /** A machine that comes to a host was not there: where it is said to be there, a move of it was not reported. */
    private @Nullable Sighting sighting(Arrival arrival, PlacementRequest request) {
        if (!request.action().leavesItsHost()) {
            return null;
        }
        WorkloadView reported =
                known.about(List.of(request), clock.instant()).getFirst().workload();
        if (reported == null || !arrival.host().equals(reported.host())) {
            return null;
        }
        WorkloadView elsewhere =
                new WorkloadView(reported.id(), reported.name(), reported.tenant(), reported.labels(), null, null);
        return new Sighting(elsewhere, false);
    }

    /** Conditions that nobody sees to: Leeward's own migrations do, and that trust counts now has just been checked. */
    private static List<String> conditions(RecordedDecision made, @Nullable RecordedDecision permission) {
        return permission != null && permission.request().migration() != null
                ? List.of()
                : made.decision().obligations().stream()
                        .filter(obligation -> !obligation.equals(Evaluator.RECHECK_TRUST))
                        .toList();
    }

    private static String refusal(Arrival arrival, RecordedDecision made, List<String> conditions) {
        PlacementRequest request = made.request();
        if (!conditions.isEmpty()) {
            return "Leeward lets %s onto %s only with %s, which libvirt cannot see to: move it with Leeward's migrations (decision %s)"
                    .formatted(arrival.machine(), arrival.host(), String.join(", ", conditions), made.id());
        }
        return "Leeward refuses to %s %s: %s (decision %s)%s"
                .formatted(
                        request.action().code(),
                        arrival.machine(),
                        made.decision().reason(),
                        made.id(),
                        remedy(arrival, made));
    }

    private static String remedy(Arrival arrival, RecordedDecision made) {
        if (!made.approvals().isEmpty()) {
            return "; it waits for approval %s: once that is given, try again"
                    .formatted(made.approvals().stream()
                            .map(ApprovalRequest::id)
                            .map(UUID::toString)
                            .collect(Collectors.joining(", ")));
        }
        boolean nobody = made.decision().determining().getFirst().policy().id().equals(NOBODY_PERMITS);
        return nobody && made.request().principal().id().startsWith(ENFORCEMENT_POINT)
                ? ("; nobody has asked for it: migrate it through Leeward, or ask POST /v1/decisions"
                                + " (action %s, workload %s, destination %s) and try again while that answer counts")
                        .formatted(made.request().action().code(), arrival.workload(), arrival.host())
                : "";
    }
}
