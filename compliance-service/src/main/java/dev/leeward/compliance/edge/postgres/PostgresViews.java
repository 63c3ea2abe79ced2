package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.ApprovalEntry;
import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.compliance.app.query.EnrolmentEntry;
import dev.leeward.compliance.app.query.GroupEntry;
import dev.leeward.compliance.app.query.GuardedSurface;
import dev.leeward.compliance.app.query.HistoryEntry;
import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.IncidentEntry;
import dev.leeward.compliance.app.query.LoggedEvent;
import dev.leeward.compliance.app.query.ManifestEntry;
import dev.leeward.compliance.app.query.MigrationEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.PlanRunEntry;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.SimulationEntry;
import dev.leeward.compliance.app.query.SiteBoard;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.assessment.Rating;
import dev.leeward.compliance.assessment.RatingCount;
import dev.leeward.compliance.assessment.RatingPoint;
import dev.leeward.compliance.assessment.RatingTrend;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.compliance.evidence.HashChain;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The views in PostgreSQL. */
@ApplicationScoped
class PostgresViews implements ComplianceViews {
    private static final String EVENTS = """
            select topic, partition, record_offset, hash, event_id, type, occurred_at, tenant, site, actor, correlation_id,
                   causation_id, source, epoch, sequence
              from event_log
            """;

    private final Sql sql;
    private final HostReader hosts;
    private final AttestationReader attestation;
    private final PolicyReader policies;
    private final WorkReader work;
    private final RunReader runs;
    private final IncidentReader incidents;

    PostgresViews(
            Sql sql,
            HostReader hosts,
            AttestationReader attestation,
            PolicyReader policies,
            WorkReader work,
            RunReader runs,
            IncidentReader incidents) {
        this.sql = sql;
        this.hosts = hosts;
        this.attestation = attestation;
        this.policies = policies;
        this.work = work;
        this.runs = runs;
        this.incidents = incidents;
    }

    @Override
    public List<SiteBoard> board(Scope scope) {
        Map<String, List<HostIntegrity>> bySite = hosts.hosts(scope, null).stream()
                .collect(Collectors.groupingBy(HostIntegrity::site, TreeMap::new, Collectors.toList()));
        List<SiteBoard> board = new ArrayList<>();
        bySite.forEach((site, its) -> board.add(new SiteBoard(site, its, (int) its.stream()
                .filter(host -> host.overall() == TrustStatus.TRUSTED)
                .count())));
        return board;
    }

    @Override
    public Optional<HostIntegrity> host(Scope scope, String hostId) {
        return hosts.hosts(scope, hostId).stream().findFirst();
    }

    @Override
    public Slice<HistoryEntry> history(Scope scope, String hostId, boolean changesOnly, Paging paging) {
        return scope.sees(null) ? attestation.history(hostId, changesOnly, paging) : Slice.none();
    }

    @Override
    public Slice<EnrolmentEntry> enrolments(Scope scope, EnrolmentFilter filter, Paging paging) {
        return scope.sees(null) ? attestation.enrolments(filter, paging) : Slice.none();
    }

    @Override
    public Optional<EnrolmentEntry> enrolment(Scope scope, String hostId) {
        return scope.sees(null) ? attestation.enrolment(hostId) : Optional.empty();
    }

    @Override
    public Slice<ManifestEntry> manifests(Scope scope, ManifestFilter filter, Paging paging) {
        return scope.sees(null) ? attestation.manifests(filter.part(), paging) : Slice.none();
    }

    @Override
    public List<ManifestEntry.Whole> manifestVersions(Scope scope, String manifestId) {
        return scope.sees(null) ? attestation.versions(manifestId) : List.of();
    }

    @Override
    public Rating rating(Scope scope) {
        RatingCount count = new RatingCount();
        hosts.hosts(scope, null).forEach(host -> count.add(host.site(), host.controls()));
        return count.rating();
    }

    @Override
    public List<RatingPoint> ratingTrend(Scope scope, Instant from, int points) {
        return RatingTrend.of(hosts.changes(scope), from, points);
    }

    @Override
    public Slice<DecisionEntry> decisions(Scope scope, DecisionFilter filter, Paging paging) {
        return work.decisions(scope, filter, paging);
    }

    @Override
    public Optional<DecisionEntry> decision(Scope scope, String decisionId) {
        return work.decision(scope, decisionId);
    }

    @Override
    public Slice<PolicySetEntry> policySets(Scope scope, PolicySetFilter filter, Paging paging) {
        return policies.versions(scope, filter, paging);
    }

    @Override
    public Slice<SimulationEntry> simulations(Scope scope, SimulationFilter filter, Paging paging) {
        return policies.simulations(scope, filter, paging);
    }

    @Override
    public Optional<SimulationEntry.Whole> simulation(Scope scope, String simulationId) {
        return policies.simulation(scope, simulationId);
    }

    @Override
    public Slice<ApprovalEntry> approvals(Scope scope, ApprovalFilter filter, Paging paging) {
        return policies.approvals(scope, filter, paging);
    }

    @Override
    public Optional<ApprovalEntry> approval(Scope scope, String approvalId) {
        return policies.approval(scope, approvalId);
    }

    @Override
    public List<GuardedSurface> surfaces(Scope scope, Instant from) {
        return policies.surfaces(scope, from);
    }

    @Override
    public Slice<IncidentEntry> incidents(Scope scope, IncidentFilter filter, Paging paging) {
        return incidents.incidents(scope, filter, paging);
    }

    @Override
    public Optional<IncidentEntry.WithTimeline> incident(Scope scope, String incidentId) {
        return incidents.incident(scope, incidentId);
    }

    @Override
    public OpenIncidents openIncidents(Scope scope) {
        return incidents.open(scope);
    }

    @Override
    public Slice<MigrationEntry> migrations(Scope scope, MigrationFilter filter, Paging paging) {
        return work.migrations(scope, filter, paging);
    }

    @Override
    public Optional<MigrationEntry> migration(Scope scope, String migrationId) {
        return work.migration(scope, migrationId);
    }

    @Override
    public Slice<PlanRunEntry> planRuns(Scope scope, Paging paging) {
        return runs.runs(scope, paging);
    }

    @Override
    public Optional<PlanRunEntry.Report> planRun(Scope scope, String runId) {
        return runs.report(scope, runId);
    }

    @Override
    public List<GroupEntry> protectionGroups(Scope scope) {
        return runs.groups(scope);
    }

    @Override
    public List<PlacementEntry> placements(Scope scope) {
        return work.placements(scope);
    }

    @Override
    public Slice<LoggedEvent> events(Scope scope, EventFilter filter, Paging paging) {
        return Select.from(EVENTS)
                .seenBy(scope, "tenant")
                .equal("topic", filter.topic())
                .equal("type", filter.type())
                .equal("correlation_id", filter.correlationId())
                .slice(
                        sql,
                        paging,
                        "occurred_at",
                        Select.Id.uuid("event_id"),
                        PostgresViews::event,
                        event -> new Position(event.occurredAt(), event.eventId()));
    }

    static LoggedEvent event(Row row) {
        return new LoggedEvent(
                row.text("topic"),
                row.integer("partition"),
                row.number("record_offset"),
                HashChain.hex(row.bytes("hash")),
                row.text("event_id"),
                row.text("type"),
                row.instant("occurred_at"),
                row.textOrNull("tenant"),
                row.textOrNull("site"),
                row.text("actor"),
                row.text("correlation_id"),
                row.textOrNull("causation_id"),
                row.text("source"),
                row.number("epoch"),
                row.number("sequence"));
    }
}
