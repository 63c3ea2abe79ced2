package dev.leeward.policy.policy;

import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.BuiltInRules;
import dev.leeward.policy.placement.Glass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.Violation;
import dev.leeward.policy.policy.Decision.Determining;
import dev.leeward.policy.policy.Decision.MissingApproval;
import dev.leeward.policy.policy.Decision.TrustSnapshot;
import dev.leeward.policy.policy.Policy.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policy decision point. The built-in rules come first and cannot be weakened. Then: a policy that forbids denies; one
 * that cannot be evaluated makes the answer INDETERMINATE; where none permits, the answer is DENY; a requirement that nobody
 * has met makes it PENDING_APPROVAL. The strictest answer over all destinations counts.
 */
public final class Evaluator {
    /** What every enforcement point must do after an ALLOW; only break-glass, which overrides trust itself, spares it. */
    public static final String RECHECK_TRUST = "recheck-trust-before-switch-over";

    private static final PolicyRef FRESH = new PolicyRef("builtin-view-fresh", Violation.VERSION);
    private static final PolicyRef DEFAULT_DENY = new PolicyRef("builtin-default-deny", Violation.VERSION);
    private static final PolicyRef BREAK_GLASS = new PolicyRef("builtin-break-glass", Violation.VERSION);

    /** More values than this tell nobody anything. */
    private static final int MAX_TRACE = 100;

    /** Staleness beyond this means that the view was never complete. */
    private static final Duration EVER = Duration.ofDays(365);

    private final PolicySet policies;
    private final Terms terms;

    /** Decides by these policies, on these terms. */
    public Evaluator(PolicySet policies, Terms terms) {
        this.policies = policies;
        this.terms = terms;
    }

    /** Decides. The same request, facts and policies give the same decision. */
    public Decision decide(PlacementRequest request, Facts facts) {
        Findings findings = new Findings();
        boolean stale = facts.staleness().compareTo(terms.maxStaleness()) > 0;
        for (HostId destination : request.destinations()) {
            PlacementCase c = facts.about(request, destination);
            List<Violation> violations = BuiltInRules.violations(c);
            if (stale) {
                findings.unprovable |= violations.stream().anyMatch(violation -> !violation.overridable());
            } else {
                judge(c, violations, facts, findings);
            }
        }
        if (stale) {
            findings.object(Effect.INDETERMINATE, FRESH, stalenessMessage(facts), true);
        }
        return decision(request, facts, findings);
    }

    /** Decides, and adds to each policy that decided the values that it read: slower, and what people are shown. */
    public Decision explain(PlacementRequest request, Facts facts) {
        return decide(request, facts)
                .traced(found -> new Determining(
                        found.policy(),
                        found.message(),
                        policies.policy(found.policy())
                                .map(policy -> trace(policy, request, facts))
                                .orElse(List.of())));
    }

    /** What a policy reads; of several destinations, each value says of which. */
    private static List<String> trace(Policy policy, PlacementRequest request, Facts facts) {
        List<HostId> destinations = request.destinations();
        return destinations.stream()
                .flatMap(destination -> policy.condition().reads(facts.about(request, destination)).stream()
                        .map(read -> destinations.size() == 1 ? read : destination + ": " + read))
                .limit(MAX_TRACE)
                .toList();
    }

    private void judge(PlacementCase c, List<Violation> violations, Facts facts, Findings findings) {
        for (Violation violation : violations) {
            findings.object(
                    Effect.DENY,
                    new PolicyRef(violation.rule(), Violation.VERSION),
                    violation.message(),
                    violation.overridable());
        }
        if (violations.stream().allMatch(Violation::overridable) && c.workload() != null) {
            boolean permitted = false;
            for (Policy policy : policies.of(c.request().action(), c.workload().tenant())) {
                permitted |= apply(policy, c, facts, findings);
            }
            if (!permitted) {
                findings.object(
                        Effect.DENY,
                        DEFAULT_DENY,
                        "Host %s is refused (rule %s): no policy permits %s to %s workload %s"
                                .formatted(
                                        c.destination(),
                                        DEFAULT_DENY.id(),
                                        c.request().principal().id(),
                                        c.request().action().code(),
                                        c.request().workload()),
                        true);
            }
        }
    }

    /** Applies one policy; true where it permits. */
    private static boolean apply(Policy policy, PlacementCase c, Facts facts, Findings findings) {
        boolean monitored = policy.document().mode() == PolicyDocument.Mode.MONITOR;
        return switch (policy.condition().test(c)) {
            case Outcome.HoldsNot _ -> false;
            case Outcome.Unclear(var cause) -> {
                String message = "Host %s cannot be judged (rule %s): %s"
                        .formatted(c.destination(), policy.ref().id(), cause);
                findings.objectUnless(monitored, Effect.INDETERMINATE, policy.ref(), message);
                yield false;
            }
            case Outcome.Holds _ -> {
                String message =
                        policy.message().of(c) + " (rule " + policy.ref().id() + ")";
                switch (policy.document().kind()) {
                    case FORBID -> findings.objectUnless(monitored, Effect.DENY, policy.ref(), message);
                    case REQUIRE -> require(policy, c, facts, findings, monitored, message);
                    case PERMIT -> {
                        if (!monitored) {
                            findings.permits.add(new Determining(policy.ref(), message));
                            findings.obligations.addAll(policy.document().obligations());
                        }
                    }
                }
                yield !monitored && policy.document().kind() == PolicyDocument.Kind.PERMIT;
            }
        };
    }

    private static void require(
            Policy policy, PlacementCase c, Facts facts, Findings findings, boolean monitored, String message) {
        List<String> restsOn = c.request().approvals();
        Optional<Facts.GrantedApproval> consent = facts.approvals().stream()
                .filter(approval -> restsOn.isEmpty() || restsOn.contains(approval.id()))
                .filter(approval -> approval.policy().equals(policy.ref())
                        && approval.destination().equals(c.destination()))
                .findFirst();
        if (consent.isPresent() && !monitored) {
            findings.consents.add(consent.get().id());
            findings.obligations.addAll(policy.document().obligations());
        }
        if (consent.isEmpty()) {
            findings.objectUnless(monitored, Effect.PENDING_APPROVAL, policy.ref(), message);
            if (!monitored) {
                findings.missing.add(new MissingApproval(policy.ref(), c.destination()));
            }
        }
    }

    private String stalenessMessage(Facts facts) {
        String cause = facts.staleness().compareTo(EVER) > 0
                ? "topic %s has not been read to its end since this service started".formatted(facts.feed())
                : "topic %s lies %s s behind and %s s are allowed"
                        .formatted(facts.feed(), seconds(facts.staleness()), seconds(terms.maxStaleness()));
        return "The view of hosts and workloads is stale (rule %s): %s".formatted(FRESH.id(), cause);
    }

    /** To the millisecond, so that what is over the bound also reads so. */
    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private Decision decision(PlacementRequest request, Facts facts, Findings findings) {
        Effect effect = findings.effect();
        List<Determining> determining = effect == Effect.ALLOW ? List.copyOf(findings.permits) : findings.objections();
        List<String> overridden = List.of();
        BreakGlass breakGlass = request.breakGlass();
        if (effect != Effect.ALLOW && breakGlass != null) {
            String refusal = refusal(request, facts, findings);
            if (refusal == null) {
                overridden = determining.stream()
                        .map(found -> found.policy().id())
                        .distinct()
                        .toList();
                determining = List.of(new Determining(
                        BREAK_GLASS,
                        "%s broke glass (rule %s, ticket %s): %s. Overridden: %s"
                                .formatted(
                                        request.principal().id(),
                                        BREAK_GLASS.id(),
                                        breakGlass.ticket(),
                                        breakGlass.reason(),
                                        String.join(", ", overridden))));
                effect = Effect.ALLOW;
            } else {
                determining = new ArrayList<>(determining);
                determining.add(new Determining(
                        BREAK_GLASS,
                        "Break-glass was not honoured (rule %s): %s".formatted(BREAK_GLASS.id(), refusal)));
            }
        }
        List<TrustSnapshot> trust = request.destinations().stream()
                .map(destination -> new TrustSnapshot(
                        destination,
                        facts.host(destination)
                                .map(HostView::trust)
                                .orElse(Trust.NEVER_ATTESTED)
                                .at(facts.at())))
                .toList();
        return new Decision(
                effect,
                determining,
                List.copyOf(findings.monitorHits),
                effect == Effect.ALLOW && overridden.isEmpty() ? List.copyOf(findings.obligations) : List.of(),
                overridden,
                effect == Effect.ALLOW ? List.copyOf(findings.consents) : List.of(),
                effect == Effect.PENDING_APPROVAL ? List.copyOf(findings.missing) : List.of(),
                trust,
                validUntil(facts, trust, !overridden.isEmpty()),
                policies.digest());
    }

    /** Why glass cannot be broken; null where it can. */
    private static @Nullable String refusal(PlacementRequest request, Facts facts, Findings findings) {
        if (!request.principal().mayBreakGlass()) {
            return "it needs role admin or security-officer of the provider";
        }
        if (!findings.overridable()) {
            return "it overrides policies and trust, not what is unknown, foreign or the same host";
        }
        Glass glass = facts.glass();
        String over = glass == null ? null : glass.overAt(facts.at());
        return over == null ? null : "%s; a new emergency needs a ticket of its own".formatted(over);
    }

    /** No decision outlives the trust, or the broken glass, that it rests on. */
    private Instant validUntil(Facts facts, List<TrustSnapshot> trust, boolean brokeGlass) {
        Glass glass = facts.glass();
        Stream<Instant> ends = Stream.concat(
                trust.stream()
                        .map(TrustSnapshot::trust)
                        .filter(Trust::granted)
                        .flatMap(found -> Stream.ofNullable(found.attestedUntil())),
                brokeGlass && glass != null ? Stream.of(glass.validUntil()) : Stream.empty());
        return Stream.concat(ends, Stream.of(facts.at().plus(terms.lifetime())))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What the policies said while a request was judged. */
    private static final class Findings {
        private final List<Objection> objections = new ArrayList<>();
        private final SequencedSet<Determining> permits = new LinkedHashSet<>();
        private final SequencedSet<Determining> monitorHits = new LinkedHashSet<>();
        private final SequencedSet<String> obligations = new LinkedHashSet<>(List.of(RECHECK_TRUST));
        private final SequencedSet<String> consents = new LinkedHashSet<>();
        private final SequencedSet<MissingApproval> missing = new LinkedHashSet<>();
        private boolean unprovable;

        private record Objection(Effect effect, Determining determining, boolean overridable) {}

        void object(Effect effect, PolicyRef policy, String message, boolean overridable) {
            objections.add(new Objection(effect, new Determining(policy, message), overridable));
        }

        void objectUnless(boolean monitored, Effect effect, PolicyRef policy, String message) {
            if (monitored) {
                monitorHits.add(new Determining(policy, message));
            } else {
                object(effect, policy, message, true);
            }
        }

        Effect effect() {
            return objections.stream()
                    .map(Objection::effect)
                    .max(Comparator.naturalOrder())
                    .orElse(Effect.ALLOW);
        }

        List<Determining> objections() {
            return objections.stream()
                    .sorted(Comparator.comparing(Objection::effect).reversed())
                    .map(Objection::determining)
                    .distinct()
                    .toList();
        }

        boolean overridable() {
            return !unprovable && objections.stream().allMatch(Objection::overridable);
        }
    }
}
