package dev.leeward.migration.app;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The view of trust, and whether it can be relied on now. */
@ApplicationScoped
class CurrentTrust {
    private final TrustView view;
    private final TrustFeed feed;
    private final Duration bound;

    CurrentTrust(TrustView view, TrustFeed feed, MigrationConfig config) {
        this.view = view;
        this.feed = feed;
        this.bound = config.trustFeedBound();
    }

    HostTrust of(HostId host) {
        return view.of(host);
    }

    /** What attestation has said may not have reached us: nothing is decided on it until it has. */
    boolean behind() {
        return feed.staleness().compareTo(bound) > 0;
    }
}
