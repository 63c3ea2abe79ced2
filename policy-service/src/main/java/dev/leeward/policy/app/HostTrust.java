package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.policy.Terms;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** How much hosts are trusted, for what shows it elsewhere. */
@ApplicationScoped
public class HostTrust {
    private final KnownFacts known;
    private final Freshness freshness;
    private final Terms terms;

    HostTrust(KnownFacts known, Freshness freshness, Terms terms) {
        this.known = known;
        this.freshness = freshness;
        this.terms = terms;
    }

    /**
     * What is known now.
     *
     * @param trust as it was last told, expiry not applied; nothing of hosts that are not in the inventory
     * @param fresh whether the view is recent enough to decide by
     */
    public record Standing(Map<HostId, Trust> trust, boolean fresh) {
        /** Copies the map. */
        public Standing {
            trust = Map.copyOf(trust);
        }

        /** The trust of a host, expiry not applied. */
        public Trust of(HostId host) {
            return trust.getOrDefault(host, Trust.NEVER_ATTESTED);
        }
    }

    /** What is known now of these hosts. */
    public Standing of(Collection<HostId> hosts) {
        Map<HostId, Trust> trust = known.hosts(hosts).stream().collect(Collectors.toMap(HostView::id, HostView::trust));
        return new Standing(trust, freshness.lag().behind().compareTo(terms.maxStaleness()) <= 0);
    }
}
