package dev.leeward.migration.evacuation;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.DestinationChoice.Wish;

/** What is being emptied. */
public sealed interface Scope {

    /** Whether a workload that runs there must leave. */
    boolean covers(Location location);

    /** Where its workloads may not go. */
    Wish wish();

    record OfSite(SiteId site) implements Scope {
        @Override
        public boolean covers(Location location) {
            return location.site().equals(site);
        }

        @Override
        public Wish wish() {
            return new Wish(null, site);
        }
    }

    /** The present host never counts as a destination, so nothing more has to be avoided. */
    record OfHost(HostId host) implements Scope {
        @Override
        public boolean covers(Location location) {
            return location.host().equals(host);
        }

        @Override
        public Wish wish() {
            return new Wish(null, null);
        }
    }
}
