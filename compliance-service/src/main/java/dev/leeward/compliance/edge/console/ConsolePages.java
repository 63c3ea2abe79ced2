package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.DecisionFilter;
import dev.leeward.compliance.app.query.ComplianceViews.EventFilter;
import dev.leeward.compliance.app.query.ComplianceViews.IncidentFilter;
import dev.leeward.compliance.app.query.ComplianceViews.MigrationFilter;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.incident.IncidentState;
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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of the console. Whoever is bound to a tenant sees that tenant's rows. */
@Path("/")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
public class ConsolePages {
    private static final int TREND_POINTS = 300;

    private final ComplianceViews views;
    private final Viewer viewer;
    private final Pages pages;
    private final Clock clock;

    ConsolePages(ComplianceViews views, Viewer viewer, Pages pages, Clock clock) {
        this.views = views;
        this.viewer = viewer;
        this.pages = pages;
        this.clock = clock;
    }

    /** The state of everything. */
    @GET
    public Response overview() {
        return pages.page(
                Frame.Section.OVERVIEW,
                "Overview",
                "overview",
                new OverviewView(views, viewer.scope(), clock.instant()));
    }

    /** The rating and the controls. */
    @GET
    @Path("compliance")
    public Response compliance(@QueryParam("range") @Nullable String range) {
        Scope scope = viewer.scope();
        String chosen = Choices.of(Choices.RANGES, range).orElse("24h");
        Instant from = clock.instant()
                .minus(
                        switch (chosen) {
                            case "1h" -> Duration.ofHours(1);
                            case "7d" -> Duration.ofDays(7);
                            case "30d" -> Duration.ofDays(30);
                            default -> Duration.ofDays(1);
                        });
        List<Tab> ranges = Tab.of("/compliance", "range", Choices.RANGES, chosen);
        return pages.page(
                Frame.Section.COMPLIANCE,
                "Compliance",
                "compliance",
                new ComplianceView(
                        views.rating(scope),
                        views.ratingTrend(scope, from, TREND_POINTS),
                        ranges.subList(1, ranges.size()),
                        Choices.RANGES.getOrDefault(chosen, chosen),
                        views.board(scope)));
    }

    /** The decision log. */
    @GET
    @Path("decisions")
    public Response decisions(
            @QueryParam("effect") @Nullable String effect,
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("cursor") @Nullable String cursor) {
        String chosen = Choices.of(Choices.EFFECTS, effect).orElse(null);
        Map<String, String> filters = filters("effect", chosen, "workload", workload);
        return pages.page(
                Frame.Section.DECISIONS,
                "Decisions",
                "decisions",
                new Lists.Decisions(
                        Listing.read(
                                "/decisions",
                                filters,
                                cursor,
                                paging ->
                                        views.decisions(viewer.scope(), new DecisionFilter(workload, chosen), paging)),
                        Tab.of("/decisions", "effect", Choices.EFFECTS, chosen),
                        workload));
    }

    /** One decision. */
    @GET
    @Path("decisions/{id}")
    public Response decision(@PathParam("id") String id) {
        return pages.page(
                Frame.Section.DECISIONS,
                "Decision",
                "decision",
                Pages.found(views.decision(viewer.scope(), id), "decision", id));
    }

    /** Incidents; those that wait for somebody unless others are asked for. */
    @GET
    @Path("incidents")
    public Response incidents(
            @QueryParam("state") @Nullable String state,
            @QueryParam("rule") @Nullable String rule,
            @QueryParam("cursor") @Nullable String cursor) {
        String chosen = Choices.of(Choices.INCIDENT_STATES, state).orElse(null);
        boolean open = "open".equals(chosen);
        IncidentFilter filter = new IncidentFilter(
                chosen == null || open ? null : IncidentState.valueOf(chosen), open ? Boolean.TRUE : null, rule);
        return pages.page(
                Frame.Section.INCIDENTS,
                "Incidents",
                "incidents",
                new Lists.Incidents(
                        Listing.read(
                                "/incidents",
                                filters("state", chosen, "rule", rule),
                                cursor,
                                paging -> views.incidents(viewer.scope(), filter, paging)),
                        Tab.of("/incidents", "state", Choices.INCIDENT_STATES, chosen)));
    }

    /** One incident. */
    @GET
    @Path("incidents/{id}")
    public Response incident(@PathParam("id") String id) {
        return pages.page(
                Frame.Section.INCIDENTS,
                "Incident",
                "incident",
                new Lists.Incident(Pages.found(views.incident(viewer.scope(), id), "incident", id), ""));
    }

    /** Migrations. */
    @GET
    @Path("migrations")
    public Response migrations(
            @QueryParam("state") @Nullable String state,
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("evacuation") @Nullable String evacuation,
            @QueryParam("cursor") @Nullable String cursor) {
        String chosen = Choices.of(Choices.MIGRATION_STATES, state).orElse(null);
        Map<String, String> filters = filters("state", chosen, "workload", workload);
        if (evacuation != null) {
            filters.put("evacuation", evacuation);
        }
        return pages.page(
                Frame.Section.MIGRATIONS,
                "Migrations",
                "migrations",
                new Lists.Migrations(
                        Listing.read(
                                "/migrations",
                                filters,
                                cursor,
                                paging -> views.migrations(
                                        viewer.scope(), new MigrationFilter(workload, chosen, evacuation), paging)),
                        Tab.of("/migrations", "state", Choices.MIGRATION_STATES, chosen),
                        workload));
    }

    /** One migration. */
    @GET
    @Path("migrations/{id}")
    public Response migration(@PathParam("id") String id) {
        return pages.page(
                Frame.Section.MIGRATIONS,
                "Migration",
                "migration",
                Pages.found(views.migration(viewer.scope(), id), "migration", id));
    }

    /** Plan runs and the groups that they protect. */
    @GET
    @Path("plan-runs")
    public Response planRuns(@QueryParam("cursor") @Nullable String cursor) {
        Scope scope = viewer.scope();
        return pages.page(
                Frame.Section.PLAN_RUNS,
                "Plan runs",
                "plan-runs",
                new Lists.PlanRuns(
                        Listing.read("/plan-runs", Map.of(), cursor, paging -> views.planRuns(scope, paging)),
                        views.protectionGroups(scope)));
    }

    /** The report of one plan run. */
    @GET
    @Path("plan-runs/{id}")
    public Response planRun(@PathParam("id") String id) {
        return pages.page(
                Frame.Section.PLAN_RUNS,
                "Plan run",
                "plan-run",
                Pages.found(views.planRun(viewer.scope(), id), "plan run", id));
    }

    /** The evidence log. */
    @GET
    @Path("events")
    public Response events(
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("type") @Nullable String type,
            @QueryParam("correlation") @Nullable String correlation,
            @QueryParam("cursor") @Nullable String cursor) {
        Map<String, String> filters = filters("topic", topic, "type", type);
        String only = blankToNull(correlation);
        if (only != null) {
            filters.put("correlation", only);
        }
        return pages.page(
                Frame.Section.EVENTS,
                "Events",
                "events",
                new Lists.Events(
                        Listing.read(
                                "/events",
                                filters,
                                cursor,
                                paging -> views.events(
                                        viewer.scope(),
                                        new EventFilter(blankToNull(topic), blankToNull(type), only),
                                        paging)),
                        filters));
    }

    private static Map<String, String> filters(
            String first, @Nullable String firstValue, String second, @Nullable String secondValue) {
        Map<String, String> filters = new LinkedHashMap<>();
        put(filters, first, firstValue);
        put(filters, second, secondValue);
        return filters;
    }

    private static void put(Map<String, String> filters, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            filters.put(name, value);
        }
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
