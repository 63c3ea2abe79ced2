package dev.leeward.policy.policy;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Trust;
import java.time.Instant;
import java.util.List;

/**
 * The answer and what it rests on.
 *
 * @param determining the policies that decided, most telling first
 * @param monitorHits policies in monitor mode that would have objected
 * @param obligations what the enforcement point must do besides
 * @param overridden policies that break-glass overrode
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
        missing = List.copyOf(missing);
        trust = List.copyOf(trust);
    }

    /** A policy that decided, with what it says. */
    public record Determining(PolicyRef policy, String message) {}

    /** A second person's consent that is missing. */
    public record MissingApproval(PolicyRef policy, HostId destination) {}

    /** The trust of a host at the instant of the decision, expiry applied. */
    public record TrustSnapshot(HostId host, Trust trust) {}

    /** The reason that the person who asked sees: what the most telling policy says. */
    public String reason() {
        return determining.getFirst().message();
    }

    /** Whether policies were overridden. */
    public boolean brokeGlass() {
        return !overridden.isEmpty();
    }
}
