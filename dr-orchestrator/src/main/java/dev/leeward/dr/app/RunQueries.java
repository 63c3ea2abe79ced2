package dev.leeward.dr.app;

import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RtoEstimate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people read about runs. */
@ApplicationScoped
public class RunQueries {
    private final RunStore runs;
    private final PlacementView placements;
    private final GroupStore groups;

    RunQueries(RunStore runs, PlacementView placements, GroupStore groups) {
        this.runs = runs;
        this.placements = placements;
        this.groups = groups;
    }

    /** A run with its steps and how long the rest will take, where that can be told. */
    public record Details(Run run, List<RunStore.StepRecord> steps, Optional<RtoEstimate> remaining) {
        public Details {
            steps = List.copyOf(steps);
        }
    }

    /** All that an auditor wants to know about a run. */
    public record Report(
            Run run,
            List<RunStore.StepRecord> steps,
            List<RunStore.PromotionRecord> promotions,
            Map<String, PlacementView.Placement> placements,
            List<StoredGroup> groups) {
        public Report {
            steps = List.copyOf(steps);
            promotions = List.copyOf(promotions);
            placements = Map.copyOf(placements);
            groups = List.copyOf(groups);
        }
    }

    @Transactional
    public Answer<Details> find(TenantId tenant, RunId id) {
        return runs.find(tenant, id).map(this::details).map(Answer::done).orElseGet(() -> unknown(id));
    }

    private Details details(Run run) {
        var steps = runs.records(run.id());
        var remaining = run.state().underWay()
                ? RtoEstimate.of(steps.stream().map(RunStore.StepRecord::step).toList(), runs.typicalDurations())
                : Optional.<RtoEstimate>empty();
        return new Details(run, steps, remaining);
    }

    @Transactional
    public List<Run> list(TenantId tenant, @Nullable PlanId plan, int limit, @Nullable String before) {
        return runs.list(tenant, plan, limit, before);
    }

    @Transactional
    public Answer<Report> report(TenantId tenant, RunId id) {
        return runs.find(tenant, id).map(this::report).map(Answer::done).orElseGet(() -> unknown(id));
    }

    private Report report(Run run) {
        var steps = runs.records(run.id());
        var workloads = steps.stream()
                .flatMap(record -> record.step().workload().stream())
                .distinct()
                .toList();
        var where = placements.find(workloads).values().stream()
                .collect(Collectors.toMap(p -> p.workload().value(), Function.identity()));
        var held = run.groups().stream()
                .flatMap(group -> groups.find(run.tenant(), group).stream())
                .toList();
        return new Report(run, steps, runs.promotions(run.id()), where, held);
    }

    /** A run's history after a sequence number, oldest first; empty for a run that is not the tenant's. */
    @Transactional
    public List<RunStore.HistoryEntry> history(TenantId tenant, RunId id, long after, int limit) {
        return runs.find(tenant, id).isPresent() ? runs.history(id, after, limit) : List.of();
    }

    /** Whether the run exists and belongs to the tenant. */
    @Transactional
    public boolean exists(TenantId tenant, RunId id) {
        return runs.find(tenant, id).isPresent();
    }

    /** Whether nothing more can happen to the run. */
    @Transactional
    public boolean over(TenantId tenant, RunId id) {
        return runs.find(tenant, id)
                .map(run -> switch (run.state()) {
                    case PlanRun.PrecheckFailed _, PlanRun.Succeeded _, PlanRun.SucceededWithWarnings _ -> true;
                    case PlanRun.Cancelled _, PlanRun.Committed _, PlanRun.RolledBack _ -> true;
                    case PlanRun.Accepted _, PlanRun.Prechecking _, PlanRun.Running _, PlanRun.WaitingForInput _ ->
                        false;
                    case PlanRun.Paused _, PlanRun.Interrupted _, PlanRun.PartiallyFailed _, PlanRun.Failed _ -> false;
                    case PlanRun.AwaitingCommit _ -> false;
                })
                .orElse(true);
    }

    private static <T> Answer<T> unknown(RunId id) {
        return Answer.unknown("plan run", id.value());
    }
}
