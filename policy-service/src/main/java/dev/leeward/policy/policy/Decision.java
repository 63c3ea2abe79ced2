package dev.leeward.policy.policy;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Trust;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The answer and what it rests on.
 *
 * @param determining the policies that decided, most telling first
 * @param monitorHits policies in monitor mode that would have objected
 * @param obligations what the enforcement point must do besides
 * @param overridden policies that break-glass overrode
 * @param consents approvals that requirements were met by
 * @param missing approvals that are needed before the answer can be ALLOW
 * @param trust of each host that was judged
 * @param validUntil after this the answer no longer counts
 */
public record Decision(
        Effect effect,
        List<Determining> determining,
        List<Determining> monitorHits,
        List<String> obligations,
        List<String> overridden,
        List<String> consents,
        List<MissingApproval> missing,
        List<TrustSnapshot> trust,
        Instant validUntil,
        String policySetDigest) {
    /** Something always decides. */
    public Decision {
        if (determining.isEmpty()) {
            throw new IllegalArgumentException("a decision names the policy that decided");
        }
        determining = List.copyOf(determining);
        monitorHits = List.copyOf(monitorHits);
        obligations = List.copyOf(obligations);
        overridden = List.copyOf(overridden);
        consents = List.copyOf(consents);
        missing = List.copyOf(missing);
        trust = List.copyOf(trust);
    }

    /**
     * A policy that decided, with what it says.
     *
     * @param trace the values that it read, each as {@code name = value}; empty for built-in rules
     */
    public record Determining(PolicyRef policy, String message, List<String> trace) {
        /** Copies the list. */
        public Determining {
            trace = List.copyOf(trace);
        }

        /** Without a trace. */
        public Determining(PolicyRef policy, String message) {
            this(policy, message, List.of());
        }
    }

    /** A second person's consent that is missing. */
    public record MissingApproval(PolicyRef policy, HostId destination) {}

    /** The trust of a host at the instant of the decision, expiry applied. */
    public record TrustSnapshot(HostId host, Trust trust) {}

    /** The reason that the person who asked sees: what the most telling policy says. */
    public String reason() {
        return determining.getFirst().message();
    }

    /** The same, with what its policies read. */
    Decision traced(UnaryOperator<Determining> trace) {
        return new Decision(
                effect,
                determining.stream().map(trace).toList(),
                monitorHits.stream().map(trace).toList(),
                obligations,
                overridden,
                consents,
                missing,
                this.trust,
                validUntil,
                policySetDigest);
    }

    /** The obligations of whoever acts on the answer at once: for the one that trust counts when acting, asking was enough. */
    public List<String> conditions() {
        return obligations.stream()
                .filter(obligation -> !obligation.equals(Evaluator.RECHECK_TRUST))
                .toList();
    }

    /** Whether policies were overridden. */
    public boolean brokeGlass() {
        return !overridden.isEmpty();
    }
}
