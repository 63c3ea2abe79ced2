package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.EnrolmentFilter;
import dev.leeward.compliance.app.query.EnrolmentEntry;
import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hosts, what was said of them, and which keys speak for them. */
@Path("/")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
public class HostPages {
    /** Lines of the history on a host's own page. */
    private static final int LATEST = 10;

    private static final String ALL = "all";

    private final ComplianceViews views;
    private final Viewer viewer;
    private final Pages pages;

    HostPages(ComplianceViews views, Viewer viewer, Pages pages) {
        this.views = views;
        this.viewer = viewer;
        this.pages = pages;
    }

    /** All hosts. */
    @GET
    @Path("hosts")
    public Response hosts() {
        Scope scope = viewer.scope();
        return pages.page(
                Frame.Section.HOSTS, "Hosts", "hosts", new HostsView(views.board(scope), Tab.hosts(scope, "/hosts")));
    }

    /** One host. */
    @GET
    @Path("hosts/{id}")
    public Response host(@PathParam("id") String id) {
        Scope scope = viewer.scope();
        HostIntegrity host = Pages.found(views.host(scope, id), "host", id);
        List<PlacementEntry> workloads = views.placements(scope).stream()
                .filter(placement -> host.id().equals(placement.host()))
                .toList();
        Listing<HistoryLine> history = Listing.of(
                views.history(scope, id, true, Paging.first(LATEST)).map(HistoryLine::of),
                historyOf(host),
                Map.of(),
                null);
        return pages.page(
                Frame.Section.HOSTS,
                "Host " + host.name(),
                "host",
                new HostsView.Detail(
                        host, workloads, views.enrolment(scope, id).orElse(null), history, scope.tenant() == null));
    }

    /** What was said of a host: changes only, unless all is asked for. */
    @GET
    @Path("hosts/{id}/history")
    public Response history(
            @PathParam("id") String id,
            @QueryParam("show") @Nullable String show,
            @QueryParam("cursor") @Nullable String cursor) {
        Scope scope = viewer.scope();
        HostIntegrity host = Pages.found(views.host(scope, id), "host", id);
        boolean all = ALL.equals(show);
        Map<String, String> filters = new LinkedHashMap<>();
        if (all) {
            filters.put("show", ALL);
        }
        String path = historyOf(host);
        return pages.page(
                Frame.Section.HOSTS,
                "History of host " + host.name(),
                "host-history",
                new HostsView.History(
                        host,
                        Listing.read(
                                path,
                                filters,
                                cursor,
                                paging -> views.history(scope, id, !all, paging).map(HistoryLine::of)),
                        List.of(new Tab("Changes", path, !all), new Tab("With renewals", path + "?show=" + ALL, all))));
    }

    private static String historyOf(HostIntegrity host) {
        return "/hosts/" + host.id() + "/history";
    }

    /** Which keys speak for hosts. */
    @GET
    @Path("enrolments")
    public Response enrolments(
            @QueryParam("state") @Nullable String state, @QueryParam("cursor") @Nullable String cursor) {
        Scope scope = viewer.scope();
        String chosen = Choices.of(Choices.ENROLMENT_STATES, state).orElse(null);
        EnrolmentFilter filter = new EnrolmentFilter(chosen == null ? null : EnrolmentEntry.State.valueOf(chosen));
        return pages.page(
                Frame.Section.HOSTS,
                "Enrolments",
                "enrolments",
                new EnrolmentsView(
                        Listing.read(
                                "/enrolments",
                                chosen == null ? Map.of() : Map.of("state", chosen),
                                cursor,
                                paging -> views.enrolments(scope, filter, paging)),
                        Tab.of("/enrolments", "state", Choices.ENROLMENT_STATES, chosen),
                        Tab.hosts(scope, "/enrolments")));
    }
}
