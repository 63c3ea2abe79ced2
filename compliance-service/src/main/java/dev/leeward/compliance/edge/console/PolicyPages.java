package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.PolicySetFilter;
import dev.leeward.compliance.app.query.ComplianceViews.SimulationFilter;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What decisions rest on: the policies in force, what others would decide, and who asks at all. */
@Path("/")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
public class PolicyPages {
    private static final String POLICIES = "/policies";
    private static final String SIMULATIONS = "/simulations";
    private static final String COVERAGE = "/coverage";
    private static final int DAYS = 30;

    private final ComplianceViews views;
    private final Viewer viewer;
    private final Pages pages;
    private final Clock clock;

    PolicyPages(ComplianceViews views, Viewer viewer, Pages pages, Clock clock) {
        this.views = views;
        this.viewer = viewer;
        this.pages = pages;
        this.clock = clock;
    }

    /** The versions that are or were in force. */
    @GET
    @Path("policies")
    public Response policies(@QueryParam("cursor") @Nullable String cursor) {
        Scope scope = viewer.scope();
        return pages.page(
                Frame.Section.DECISIONS,
                "Policies",
                "policies",
                new PoliciesView(
                        Listing.read(
                                POLICIES,
                                Map.of(),
                                cursor,
                                paging -> views.policySets(scope, PolicySetFilter.ALL, paging)),
                        Tab.decisions(POLICIES)));
    }

    /** One version, and how it differs from another: the one before it unless another is asked for. */
    @GET
    @Path("policies/{scope}/{version}")
    public Response policySet(
            @PathParam("scope") String scope,
            @PathParam("version") int version,
            @QueryParam("against") @Nullable Integer against) {
        List<PolicySetEntry> versions = views.policySets(
                        viewer.scope(), new PolicySetFilter(scope, null, null), Paging.first(Paging.MAX))
                .items();
        PolicySetEntry shown = Pages.found(named(versions, version), "policy set", scope + " version " + version);
        Optional<PolicySetEntry> other = against == null
                ? versions.stream().filter(one -> one.version() < version).findFirst()
                : Optional.of(Pages.found(named(versions, against), "policy set", scope + " version " + against));
        return pages.page(
                Frame.Section.DECISIONS,
                "Policy set " + scope,
                "policy-set",
                new PoliciesView.Detail(shown, versions, other.orElse(null)));
    }

    private static Optional<PolicySetEntry> named(List<PolicySetEntry> versions, int version) {
        return versions.stream().filter(one -> one.version() == version).findFirst();
    }

    /** What versions would have decided; one version where it is named. */
    @GET
    @Path("simulations")
    public Response simulations(
            @QueryParam("scope") @Nullable String scope,
            @QueryParam("version") @Nullable Integer version,
            @QueryParam("cursor") @Nullable String cursor) {
        boolean one = scope != null && version != null;
        SimulationFilter filter = one ? new SimulationFilter(scope, version) : SimulationFilter.ALL;
        return pages.page(
                Frame.Section.DECISIONS,
                "Simulations",
                "simulations",
                new SimulationsView(
                        Listing.read(
                                SIMULATIONS,
                                one ? Map.of("scope", scope, "version", String.valueOf(version)) : Map.of(),
                                cursor,
                                paging -> views.simulations(viewer.scope(), filter, paging)),
                        Tab.decisions(SIMULATIONS),
                        one ? scope + " version " + version : null));
    }

    /** One simulation. */
    @GET
    @Path("simulations/{id}")
    public Response simulation(@PathParam("id") String id) {
        return pages.page(
                Frame.Section.DECISIONS,
                "Simulation",
                "simulation",
                new SimulationsView.Detail(Pages.found(views.simulation(viewer.scope(), id), "simulation", id)));
    }

    /** Who asks before something moves. */
    @GET
    @Path("coverage")
    public Response coverage() {
        return pages.page(
                Frame.Section.DECISIONS,
                "Coverage",
                "coverage",
                new PoliciesView.Coverage(
                        views.surfaces(viewer.scope(), clock.instant().minus(Duration.ofDays(DAYS))),
                        DAYS,
                        Tab.decisions(COVERAGE)));
    }
}
