package dev.leeward.compliance.app.query;

import dev.leeward.compliance.assessment.Rating;
import dev.leeward.compliance.assessment.RatingPoint;
import dev.leeward.compliance.incident.IncidentState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be read, folded from the log. Lists come newest first; what a scope does not see is absent, and a
 * single thing that it does not see is empty as if it did not exist. Calls block: call them from a worker thread.
 *
 * <p>A tenant's scope sees the hosts that run its workloads, and the rating over them.
 */
public interface ComplianceViews {
    /** The attestation board: sites by name, in each its hosts by name. */
    List<SiteBoard> board(Scope scope);

    /** One host. */
    Optional<HostIntegrity> host(Scope scope, String hostId);

    /**
     * What was said of a host: verdicts, refusals of evidence, enrolments. A tenant's scope sees none of it.
     *
     * @param changesOnly without verdicts that only renew the one before
     */
    Slice<HistoryEntry> history(Scope scope, String hostId, boolean changesOnly, Paging paging);

    /** The newest enrolment of each host. A tenant's scope sees none. */
    Slice<EnrolmentEntry> enrolments(Scope scope, EnrolmentFilter filter, Paging paging);

    /** The newest enrolment of one host. */
    Optional<EnrolmentEntry> enrolment(Scope scope, String hostId);

    /** Reference manifests, each in its newest version, the last published first. A tenant's scope sees none. */
    Slice<ManifestEntry> manifests(Scope scope, ManifestFilter filter, Paging paging);

    /** Every version of a reference manifest, the newest first. */
    List<ManifestEntry.Whole> manifestVersions(Scope scope, String manifestId);

    /** The rating now, by site and by control. */
    Rating rating(Scope scope);

    /**
     * The headline rating over time, oldest first: the value at {@code from}, then each change, thinned evenly to at most
     * {@code points}.
     */
    List<RatingPoint> ratingTrend(Scope scope, Instant from, int points);

    /** The decision log. */
    Slice<DecisionEntry> decisions(Scope scope, DecisionFilter filter, Paging paging);

    /** One decision. */
    Optional<DecisionEntry> decision(Scope scope, String decisionId);

    /** Versions of policy sets that are or were in force, the last published first. A tenant's scope sees its own set. */
    Slice<PolicySetEntry> policySets(Scope scope, PolicySetFilter filter, Paging paging);

    /**
     * Simulations that are over, the last to end first. A tenant's scope sees those of its own decisions, and not the
     * provider's, which speak of others as well.
     */
    Slice<SimulationEntry> simulations(Scope scope, SimulationFilter filter, Paging paging);

    /** One simulation with what it found. */
    Optional<SimulationEntry.Whole> simulation(Scope scope, String simulationId);

    /** Requests to second persons, the last first. */
    Slice<ApprovalEntry> approvals(Scope scope, ApprovalFilter filter, Paging paging);

    /** One request to a second person. */
    Optional<ApprovalEntry> approval(Scope scope, String approvalId);

    /** The enforcement points that asked since, the last to ask first. */
    List<GuardedSurface> surfaces(Scope scope, Instant from);

    /** Incidents, the last changed first. */
    Slice<IncidentEntry> incidents(Scope scope, IncidentFilter filter, Paging paging);

    /** One incident with its timeline. */
    Optional<IncidentEntry.WithTimeline> incident(Scope scope, String incidentId);

    /** How many incidents are open. */
    OpenIncidents openIncidents(Scope scope);

    /** Migrations, the last requested first. */
    Slice<MigrationEntry> migrations(Scope scope, MigrationFilter filter, Paging paging);

    /** One migration. */
    Optional<MigrationEntry> migration(Scope scope, String migrationId);

    /** Plan runs, the last started first. */
    Slice<PlanRunEntry> planRuns(Scope scope, Paging paging);

    /** The report of one run: RPO, RTO, its steps and notes. */
    Optional<PlanRunEntry.Report> planRun(Scope scope, String runId);

    /** Protection groups by name. */
    List<GroupEntry> protectionGroups(Scope scope);

    /** Where every workload runs now, by name. */
    List<PlacementEntry> placements(Scope scope);

    /** The evidence log. */
    Slice<LoggedEvent> events(Scope scope, EventFilter filter, Paging paging);

    /** Which decisions; null fields take all. */
    record DecisionFilter(
            @Nullable String workload, @Nullable String effect) {
        /** All decisions. */
        public static final DecisionFilter ALL = new DecisionFilter(null, null);
    }

    /** Which requests to second persons: OPEN, GRANTED, REJECTED or EXPIRED at that instant; a null state takes all. */
    record ApprovalFilter(@Nullable String state, Instant now) {}

    /** Which versions of policy sets; null fields take all. {@code at} takes those that were in force then. */
    record PolicySetFilter(
            @Nullable String scope,
            @Nullable Integer version,
            @Nullable Instant at) {
        /** All versions. */
        public static final PolicySetFilter ALL = new PolicySetFilter(null, null, null);
    }

    /** Which simulations; null fields take all. {@code scope} and {@code version} name what was simulated. */
    record SimulationFilter(
            @Nullable String scope, @Nullable Integer version) {
        /** All simulations. */
        public static final SimulationFilter ALL = new SimulationFilter(null, null);
    }

    /** Which incidents; null fields take all. */
    record IncidentFilter(
            @Nullable IncidentState state,
            @Nullable Boolean open,
            @Nullable String rule) {
        /** All incidents. */
        public static final IncidentFilter ALL = new IncidentFilter(null, null, null);
        /** Those that wait for somebody. */
        public static final IncidentFilter OPEN = new IncidentFilter(null, true, null);
    }

    /** Which enrolments; a null state takes all. */
    record EnrolmentFilter(EnrolmentEntry.@Nullable State state) {
        /** All enrolments. */
        public static final EnrolmentFilter ALL = new EnrolmentFilter(null);
    }

    /** Which reference manifests; a null part takes all. */
    record ManifestFilter(@Nullable String part) {
        /** All manifests. */
        public static final ManifestFilter ALL = new ManifestFilter(null);
    }

    /** Which migrations; null fields take all. */
    record MigrationFilter(
            @Nullable String workload,
            @Nullable String state,
            @Nullable String evacuationId) {
        /** All migrations. */
        public static final MigrationFilter ALL = new MigrationFilter(null, null, null);
    }

    /** Which events; null fields take all. {@code type} is the event's simple name, for example TrustChanged. */
    record EventFilter(
            @Nullable String topic,
            @Nullable String type,
            @Nullable String correlationId) {
        /** All events. */
        public static final EventFilter ALL = new EventFilter(null, null, null);
    }

    /** How many incidents wait for somebody, and how many of these are critical or high. */
    record OpenIncidents(int total, int critical, int high) {}
}
