package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.SiteView;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;

/** The sites, as the host inventory has them. */
@Path("/v1/sites")
class SitesResource {
    private final SiteView sites;
    private final Clock clock;

    SitesResource(SiteView sites, Clock clock) {
        this.sites = sites;
        this.clock = clock;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<SiteBody> list() {
        return new Page<>(
                sites.sites(clock.instant()).stream()
                        .map(site -> new SiteBody(site.site().value(), site.hosts(), site.trusted()))
                        .toList(),
                null);
    }

    /** A site and its hosts, counted. */
    record SiteBody(String id, int hosts, int trustedHosts) {}
}
