package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.PlacementView;
import dev.leeward.dr.app.Prechecks;
import dev.leeward.dr.app.Run;
import dev.leeward.dr.app.RunQueries;
import dev.leeward.dr.app.RunStarter;
import dev.leeward.dr.app.RunStore.PromotionRecord;
import dev.leeward.dr.app.RunStore.StepRecord;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RtoEstimate;
import dev.leeward.dr.run.RunKind;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepId;
import dev.leeward.dr.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs, steps, previews and reports as people read them. */
final class RunBodies {
    private RunBodies() {}

    /** How many steps are where. */
    record StepCounts(int total, int succeeded, int failed, int skipped, int running, int pending, int compensated) {
        static StepCounts of(List<StepRecord> steps) {
            return new StepCounts(
                    steps.size(),
                    count(steps, StepState.Succeeded.class),
                    count(steps, StepState.Failed.class),
                    count(steps, StepState.Skipped.class),
                    count(steps, StepState.Running.class) + count(steps, StepState.Indeterminate.class),
                    count(steps, StepState.Pending.class) + count(steps, StepState.Ready.class),
                    count(steps, StepState.Compensated.class));
        }

        double progress() {
            return total == 0 ? 1 : (double) (succeeded + failed + skipped + compensated) / total;
        }

        private static int count(List<StepRecord> steps, Class<? extends StepState> state) {
            return (int) steps.stream()
                    .filter(record -> state.isInstance(record.step().state()))
                    .count();
        }
    }

    /** A run; steps, progress and eta where it is read alone. */
    record RunBody(
            String id,
            String tenant,
            String plan,
            String planName,
            int planVersion,
            String kind,
            String state,
            @Nullable String phase,
            @Nullable String detail,
            List<String> groups,
            String fromSite,
            String toSite,
            String requestedBy,
            @Nullable String test,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long rtoMillis,
            @Nullable Long rpoMillis,
            @Nullable StepCounts steps,
            @Nullable Double progress,
            @Nullable Instant eta) {
        static RunBody of(Run run) {
            return of(run, null, Optional.empty(), run.acceptedAt());
        }

        static RunBody of(RunQueries.Details details, Instant now) {
            return of(details.run(), StepCounts.of(details.steps()), details.remaining(), now);
        }

        private static RunBody of(Run run, @Nullable StepCounts counts, Optional<RtoEstimate> remaining, Instant now) {
            return new RunBody(
                    run.id().value(),
                    run.tenant().value(),
                    run.plan().value(),
                    run.document().name(),
                    run.planVersion(),
                    run.kind().name(),
                    run.state().phaseName(),
                    phaseOf(run.state()),
                    reasonOf(run.state()),
                    run.groups().stream().map(GroupId::value).toList(),
                    run.direction().from().value(),
                    run.direction().to().value(),
                    run.requester().id(),
                    run.test().map(RunId::value).orElse(null),
                    run.acceptedAt(),
                    run.finishedAt().orElse(null),
                    run.rto().map(Duration::toMillis).orElse(null),
                    run.rpo().map(Duration::toMillis).orElse(null),
                    counts,
                    counts == null ? null : counts.progress(),
                    remaining.map(rest -> now.plus(rest.estimate())).orElse(null));
        }
    }

    private static @Nullable String phaseOf(PlanRun state) {
        return switch (state) {
            case PlanRun.Running(var phase) -> phase.name();
            case PlanRun.Paused(var phase) -> phase.name();
            case PlanRun.Interrupted(var phase) -> phase.name();
            case PlanRun.Accepted _, PlanRun.Prechecking _, PlanRun.PrecheckFailed _, PlanRun.WaitingForInput _ -> null;
            case PlanRun.Succeeded _, PlanRun.SucceededWithWarnings _, PlanRun.PartiallyFailed _, PlanRun.Failed _ ->
                null;
            case PlanRun.Cancelled _, PlanRun.AwaitingCommit _, PlanRun.Committed _, PlanRun.RolledBack _ -> null;
        };
    }

    private static @Nullable String reasonOf(PlanRun state) {
        return switch (state) {
            case PlanRun.PrecheckFailed(var reason) -> reason;
            case PlanRun.WaitingForInput(var prompt) -> prompt;
            case PlanRun.Committed(var by) -> by;
            case PlanRun.Accepted _, PlanRun.Prechecking _, PlanRun.Running _, PlanRun.Paused _ -> null;
            case PlanRun.Interrupted _, PlanRun.Succeeded _, PlanRun.SucceededWithWarnings _ -> null;
            case PlanRun.PartiallyFailed _, PlanRun.Failed _, PlanRun.Cancelled _, PlanRun.AwaitingCommit _ -> null;
            case PlanRun.RolledBack _ -> null;
        };
    }

    /** A step. */
    record StepBody(
            String id,
            String action,
            int tier,
            @Nullable String group,
            @Nullable String workload,
            String state,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant deadline,
            @Nullable String code,
            @Nullable String detail,
            boolean warning,
            @Nullable String host,
            @Nullable String prompt,
            List<String> needs) {
        static StepBody of(StepRecord record) {
            return of(record.step(), record.host().orElse(null));
        }

        static StepBody of(Step step, @Nullable String host) {
            var state = step.state();
            return new StepBody(
                    step.id().value(),
                    step.action().wireName(),
                    step.tier(),
                    step.group().map(GroupId::value).orElse(null),
                    step.workload().map(WorkloadId::value).orElse(null),
                    state.label(),
                    state.attempt(),
                    started(state),
                    finished(state),
                    deadlineOf(state),
                    state instanceof StepState.Failed f ? f.code() : null,
                    detailOf(state),
                    state instanceof StepState.Succeeded s && s.warning(),
                    host,
                    step.prompt().orElse(null),
                    step.needs().stream().map(StepId::value).sorted().toList());
        }
    }

    private static @Nullable Instant started(StepState state) {
        return switch (state) {
            case StepState.Running r -> r.startedAt();
            case StepState.Indeterminate i -> i.startedAt();
            case StepState.Succeeded s -> s.startedAt();
            case StepState.Failed f -> f.startedAt();
            case StepState.Pending _, StepState.Ready _, StepState.Skipped _, StepState.Compensated _ -> null;
        };
    }

    private static @Nullable Instant finished(StepState state) {
        return switch (state) {
            case StepState.Succeeded s -> s.finishedAt();
            case StepState.Failed f -> f.finishedAt();
            case StepState.Compensated c -> c.at();
            case StepState.Pending _, StepState.Ready _, StepState.Running _ -> null;
            case StepState.Indeterminate _, StepState.Skipped _ -> null;
        };
    }

    private static @Nullable Instant deadlineOf(StepState state) {
        return switch (state) {
            case StepState.Running r -> r.deadline();
            case StepState.Indeterminate i -> i.deadline();
            case StepState.Pending _, StepState.Ready _, StepState.Succeeded _, StepState.Failed _ -> null;
            case StepState.Skipped _, StepState.Compensated _ -> null;
        };
    }

    private static @Nullable String detailOf(StepState state) {
        return switch (state) {
            case StepState.Succeeded s -> s.detail();
            case StepState.Failed f -> f.reason();
            case StepState.Skipped s -> s.reason();
            case StepState.Indeterminate i -> i.reason();
            case StepState.Pending _, StepState.Ready _, StepState.Running _, StepState.Compensated _ -> null;
        };
    }

    /** What a group would be, or was, started from. */
    record LossBody(
            String group,
            String recoveryPoint,
            Instant takenAt,
            long lagMillis,
            @Nullable Long rpoMillis,
            boolean accepted) {
        static LossBody of(GroupId group, Prechecks.Loss loss) {
            return new LossBody(
                    group.value(),
                    loss.point().id(),
                    loss.point().takenAt(),
                    loss.lag().toMillis(),
                    loss.rpo().toMillis(),
                    loss.accepted());
        }

        static LossBody of(PromotionRecord record) {
            return new LossBody(
                    record.group().value(),
                    record.point().id(),
                    record.point().takenAt(),
                    record.lag().toMillis(),
                    null,
                    record.lossAccepted());
        }
    }

    /** What a run would do. */
    record PreviewBody(
            String kind,
            boolean ok,
            List<Refusal> blockers,
            List<LossBody> losses,
            long rpoMillis,
            @Nullable Long rtoEstimateMillis,
            @Nullable Integer stepsWithoutPrecedent,
            List<StepBody> steps) {
        static PreviewBody of(RunKind kind, RunStarter.Preview preview) {
            var losses = preview.findings().losses().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> LossBody.of(entry.getKey(), entry.getValue()))
                    .toList();
            return new PreviewBody(
                    kind.name(),
                    preview.findings().blockers().isEmpty(),
                    preview.findings().blockers(),
                    losses,
                    losses.stream().mapToLong(LossBody::lagMillis).max().orElse(0),
                    preview.estimate().map(e -> e.estimate().toMillis()).orElse(null),
                    preview.estimate().map(RtoEstimate::unknown).orElse(null),
                    preview.steps().stream()
                            .map(step -> StepBody.of(step, null))
                            .toList());
        }
    }

    /** One workload of a report: where it ended up, how long it took, what was lost. */
    record WorkloadReport(
            String workload,
            @Nullable String name,
            int tier,
            String state,
            @Nullable String site,
            @Nullable String host,
            @Nullable Long rtoMillis,
            @Nullable Long rpoMillis,
            @Nullable Long downtimeMillis,
            @Nullable String code,
            @Nullable String reason) {}

    /** A group of a report. */
    record GroupReport(
            String id,
            String name,
            String state,
            long rpoMillis,
            @Nullable LossBody startedFrom) {}

    /** A step that was declined or failed, and why. */
    record RefusalReport(String step, @Nullable String workload, String code, String reason) {}

    /** All that an auditor wants to know about a run. */
    record ReportBody(
            RunBody run,
            @Nullable Long rtoMillis,
            @Nullable Long rpoMillis,
            List<GroupReport> groups,
            List<WorkloadReport> workloads,
            List<RefusalReport> refusals) {
        static ReportBody of(RunQueries.Report report, Instant now) {
            var run = report.run();
            return new ReportBody(
                    RunBody.of(new RunQueries.Details(run, report.steps(), Optional.empty()), now),
                    run.rto().map(Duration::toMillis).orElse(null),
                    run.rpo().map(Duration::toMillis).orElse(null),
                    report.groups().stream()
                            .map(stored -> new GroupReport(
                                    stored.group().id().value(),
                                    stored.group().definition().name(),
                                    stored.group().state().phase(),
                                    stored.group().definition().rpo().allowed().toMillis(),
                                    promotion(report, stored.group().id())
                                            .map(LossBody::of)
                                            .orElse(null)))
                            .toList(),
                    report.steps().stream()
                            .filter(record -> record.step().workload().isPresent()
                                    && !record.step().action().backward())
                            .map(record -> workload(report, record))
                            .sorted(Comparator.comparingInt(WorkloadReport::tier)
                                    .thenComparing(WorkloadReport::workload))
                            .toList(),
                    report.steps().stream()
                            .filter(record -> record.step().state() instanceof StepState.Failed)
                            .map(ReportBody::refusal)
                            .toList());
        }

        private static Optional<PromotionRecord> promotion(RunQueries.Report report, GroupId group) {
            return report.promotions().stream()
                    .filter(record -> record.group().equals(group))
                    .findFirst();
        }

        private static WorkloadReport workload(RunQueries.Report report, StepRecord record) {
            var step = record.step();
            var id = step.workload().map(WorkloadId::value).orElse("");
            PlacementView.@Nullable Placement where = report.placements().get(id);
            var done = step.state() instanceof StepState.Succeeded s ? s : null;
            return new WorkloadReport(
                    id,
                    where == null ? null : where.name(),
                    step.tier(),
                    step.state().label(),
                    where == null ? null : where.site(),
                    record.host().orElse(where == null ? null : where.host()),
                    done == null || !step.action().movesForward()
                            ? null
                            : Duration.between(report.run().acceptedAt(), done.finishedAt())
                                    .toMillis(),
                    step.group()
                            .flatMap(group -> promotion(report, group))
                            .map(p -> p.lag().toMillis())
                            .orElse(null),
                    record.downtimeMillis().orElse(null),
                    step.state() instanceof StepState.Failed f ? f.code() : null,
                    done == null ? detailOf(step.state()) : null);
        }

        private static RefusalReport refusal(StepRecord record) {
            var step = record.step();
            return new RefusalReport(
                    step.id().value(),
                    step.workload().map(WorkloadId::value).orElse(null),
                    step.state() instanceof StepState.Failed f ? f.code() : "",
                    step.state() instanceof StepState.Failed f ? f.reason() : "");
        }
    }
}
