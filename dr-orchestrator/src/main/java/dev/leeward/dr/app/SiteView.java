package dev.leeward.dr.app;

import dev.leeward.dr.group.SiteId;
import java.time.Instant;
import java.util.List;

/** What this service knows of the sites and their hosts, folded from attestation-service's topics. */
public interface SiteView {
    void discovered(String host, String name, SiteId site);

    void retired(String host);

    /** Keeps the newest trust status of a host, ordered by its source and not by arrival. */
    void trust(HostTrust trust, long epoch, long sequence);

    /** The sites, with how many of their hosts are trusted at {@code now}. */
    List<SiteSummary> sites(Instant now);

    /** One host's trust; only {@code trusted} and not yet expired counts. */
    record HostTrust(String host, SiteId site, boolean trusted, Instant until) {}

    /** A site and its hosts, counted. */
    record SiteSummary(SiteId site, int hosts, int trusted) {}
}
