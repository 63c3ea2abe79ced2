package dev.leeward.migration.host;

/** A host and the site that it stands in. */
public record Location(SiteId site, HostId host) {
    @Override
    public String toString() {
        return host + " at " + site;
    }
}
