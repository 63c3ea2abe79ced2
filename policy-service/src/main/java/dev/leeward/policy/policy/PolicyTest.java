package dev.leeward.policy.policy;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.policy.Decision.Determining;
import dev.leeward.policy.policy.Facts.GrantedApproval;
import dev.leeward.policy.policy.Policy.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a set of policies must answer, written beside a policy.
 *
 * @param policy the policy that it stands beside
 * @param line where in the document it stands, from 1
 * @param facts what is known; approvals are those of {@code approvals}
 * @param approvals policies whose requirement a second person has met, for every destination
 * @param effect what has to be decided
 * @param by the policy that has to be among those that decide; null where any may
 */
public record PolicyTest(
        String policy,
        String name,
        int line,
        PlacementRequest request,
        Facts facts,
        List<String> approvals,
        Effect effect,
        @Nullable String by) {
    /** Copies the list. */
    public PolicyTest {
        approvals = List.copyOf(approvals);
    }

    /**
     * A test that came out otherwise.
     *
     * @param got what was decided, by which policies
     * @param trace what came out of each policy, and what its condition read
     */
    public record Failure(PolicyTest test, String got, List<String> trace) {
        /** Copies the list. */
        public Failure {
            trace = List.copyOf(trace);
        }

        /** In a sentence. */
        public String words() {
            return "expected %s, got %s".formatted(test.expected(), got);
        }
    }

    /** Name and expectation. */
    public String words() {
        return name + " → " + expected();
    }

    /** The effect, and the policy that has to decide where one is named. */
    public String expected() {
        return by == null ? effect.name() : effect + " by " + by;
    }

    /** Plays it against a set; empty where the set answers as it must. */
    public Optional<Failure> failure(PolicySet policies, Terms terms) {
        List<GrantedApproval> granted = new ArrayList<>();
        for (String id : approvals) {
            Optional<PolicyRef> ref = policies.find(id);
            if (ref.isEmpty()) {
                return Optional.of(
                        new Failure(this, "an approval of policy '%s', which there is not".formatted(id), List.of()));
            }
            request.destinations().forEach(destination -> granted.add(new GrantedApproval(id, ref.get(), destination)));
        }
        Facts known = new Facts(
                facts.at(), facts.workload(), facts.hosts(), facts.staleness(), facts.feed(), granted, facts.peers());
        Decision decision = new Evaluator(policies, terms).decide(request, known);
        List<String> deciding = Stream.concat(
                        decision.determining().stream().map(Determining::policy).map(PolicyRef::id),
                        decision.overridden().stream())
                .distinct()
                .toList();
        return decision.effect() == effect && (by == null || deciding.contains(by))
                ? Optional.empty()
                : Optional.of(new Failure(
                        this, decision.effect() + " by " + String.join(", ", deciding), trace(policies, known)));
    }

    private List<String> trace(PolicySet policies, Facts known) {
        List<String> trace = new ArrayList<>();
        for (HostId destination : request.destinations()) {
            PlacementCase c = known.about(request, destination);
            for (Policy policy : policies.of(
                    request.action(), c.workload() == null ? null : c.workload().tenant())) {
                String came = switch (policy.condition().test(c)) {
                    case Outcome.Holds _ -> "holds";
                    case Outcome.HoldsNot _ -> "does not hold";
                    case Outcome.Unclear(var cause) -> "is unclear: " + cause;
                };
                List<String> read = policy.condition().reads(c);
                trace.add("%s %s%s"
                        .formatted(
                                policy.ref().id(), came, read.isEmpty() ? "" : " (" + String.join(", ", read) + ")"));
            }
        }
        return trace;
    }
}
