package dev.leeward.dr.run;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.Tier;
import dev.leeward.dr.run.StepState.Pending;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a plan into the steps of a run. Pure: the same plan gives the same steps. */
public final class StepGraph {
    private static final int PRECHECK = 0;
    private static final int FIRST_GATE = 1;
    private static final int SECOND_GATE = 2;
    private static final int STAGES_PER_TIER = 10;
    private static final int CLOSING = 100;
    private static final int UNFENCING = 900;
    private static final int BACKWARD = 1_000;
    private static final int RESTORING = 2_000;

    private final RunKind kind;
    private final PlanDocument plan;
    private final Map<WorkloadId, GroupId> groupOf;
    private final List<Step> steps = new ArrayList<>();

    private StepGraph(RunKind kind, PlanDocument plan, List<Group> groups) {
        this.kind = kind;
        this.plan = plan;
        this.groupOf = groups.stream()
                .flatMap(group -> group.definition().workloads().stream().map(w -> Map.entry(w, group.id())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The steps of a run that goes forward. For a clean-up see {@link #cleanup}. */
    public static List<Step> of(RunKind kind, PlanDocument plan, List<Group> groups) {
        var graph = new StepGraph(kind, plan, groups);
        switch (kind) {
            case TEST -> graph.test();
            case PLANNED_MIGRATION -> graph.plannedMigration();
            case FAILOVER, FORCED_FAILOVER -> graph.failover();
            case REPROTECT -> graph.reprotect();
            case CLEANUP -> graph.cleanup(new HashSet<>(graph.groupOf.keySet()));
        }
        return List.copyOf(graph.steps);
    }

    /** The steps that remove the copies which a test made, or may have made. */
    public static List<Step> cleanup(PlanDocument plan, List<Group> groups, Set<WorkloadId> copied) {
        var graph = new StepGraph(RunKind.CLEANUP, plan, groups);
        graph.cleanup(copied);
        return List.copyOf(graph.steps);
    }

    /** The steps that take workloads back, last tier first, and protect their groups again. */
    public static List<Step> backward(PlanDocument plan, List<Group> groups, Set<WorkloadId> moved) {
        var graph = new StepGraph(RunKind.FAILOVER, plan, groups);
        graph.eachGroup("unfence", StepAction.UNFENCE_SOURCE, UNFENCING, _ -> Set.of());
        for (var tier : plan.tiers()) {
            int stage = BACKWARD + (Tier.LAST - tier.priority()) * STAGES_PER_TIER;
            tier.workloads().stream()
                    .filter(moved::contains)
                    .forEach(w -> graph.workloadStep(
                            "return",
                            StepAction.RETURN_WORKLOAD,
                            stage,
                            tier,
                            w,
                            Set.of(id("unfence", graph.groupOf(w)))));
        }
        graph.eachGroup("restore", StepAction.RESTORE_PROTECTION, RESTORING, group -> graph.allOf("return", group));
        return List.copyOf(graph.steps);
    }

    private void test() {
        eachGroup("precheck", StepAction.PRECHECK_GROUP, PRECHECK, _ -> Set.of());
        eachGroup("open", StepAction.OPEN_TEST_COPY, FIRST_GATE, group -> Set.of(id("precheck", group)));
        tiers(StepAction.TEST_WORKLOAD, "open");
    }

    private void plannedMigration() {
        eachGroup("precheck", StepAction.PRECHECK_GROUP, PRECHECK, _ -> Set.of());
        eachGroup("sync", StepAction.SYNC_GROUP, FIRST_GATE, group -> Set.of(id("precheck", group)));
        tiers(StepAction.MIGRATE_WORKLOAD, "sync");
        eachGroup("final-sync", StepAction.FINAL_SYNC, CLOSING, group -> allOf("move", group));
    }

    private void failover() {
        eachGroup("precheck", StepAction.PRECHECK_GROUP, PRECHECK, _ -> Set.of());
        eachGroup("fence", StepAction.FENCE_SOURCE, FIRST_GATE, group -> Set.of(id("precheck", group)));
        eachGroup("promote", StepAction.PROMOTE_REPLICA, SECOND_GATE, group -> Set.of(id("fence", group)));
        tiers(StepAction.RECOVER_WORKLOAD, "promote");
    }

    private void reprotect() {
        eachGroup("precheck", StepAction.PRECHECK_GROUP, PRECHECK, _ -> Set.of());
        eachGroup("reverse", StepAction.REVERSE_REPLICATION, FIRST_GATE, group -> Set.of(id("precheck", group)));
        eachGroup("await-sync", StepAction.AWAIT_SYNC, SECOND_GATE, group -> Set.of(id("reverse", group)));
    }

    private void cleanup(Set<WorkloadId> copied) {
        for (var tier : plan.tiers()) {
            tier.workloads().stream()
                    .filter(copied::contains)
                    .forEach(
                            w -> workloadStep("clean-up", StepAction.CLEAN_UP_WORKLOAD, FIRST_GATE, tier, w, Set.of()));
        }
        eachGroup("close", StepAction.CLOSE_TEST_COPY, CLOSING, group -> allOf("clean-up", group));
    }

    private void tiers(StepAction action, String gate) {
        for (var tier : plan.tiers()) {
            int stage = tier.priority() * STAGES_PER_TIER;
            var asked = new HashSet<StepId>();
            tier.prompt().ifPresent(question -> {
                var prompt = new StepId("prompt/" + tier.priority());
                asked.add(prompt);
                steps.add(new Step(
                        prompt,
                        stage,
                        tier.priority(),
                        StepAction.PROMPT,
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.of(question),
                        new Pending(0)));
            });
            for (var workload : tier.workloads()) {
                var needs = new HashSet<>(asked);
                needs.add(id(gate, groupOf(workload)));
                plan.dependencies().getOrDefault(workload, List.of()).stream()
                        .map(StepGraph::move)
                        .forEach(needs::add);
                workloadStep("move", action, stage + 1, tier, workload, needs);
            }
        }
    }

    private void eachGroup(String name, StepAction action, int stage, Needs needs) {
        for (var group : plan.groups()) {
            steps.add(new Step(
                    id(name, group),
                    stage,
                    0,
                    action,
                    Optional.of(group),
                    Optional.empty(),
                    needs.of(group),
                    Optional.empty(),
                    new Pending(0)));
        }
    }

    private void workloadStep(
            String name, StepAction action, int stage, Tier tier, WorkloadId workload, Set<StepId> needs) {
        steps.add(new Step(
                new StepId(name + '/' + workload),
                stage,
                tier.priority(),
                action,
                Optional.of(groupOf(workload)),
                Optional.of(workload),
                needs,
                Optional.empty(),
                new Pending(0)));
    }

    /** Those steps called {@code name} that exist for workloads of a group. */
    private Set<StepId> allOf(String name, GroupId group) {
        var prefix = name + '/';
        var ids = new HashSet<StepId>();
        for (var step : steps) {
            if (step.workload().isPresent()
                    && step.group().filter(group::equals).isPresent()
                    && step.id().value().startsWith(prefix)) {
                ids.add(step.id());
            }
        }
        return ids;
    }

    private GroupId groupOf(WorkloadId workload) {
        var group = groupOf.get(workload);
        if (group == null) {
            throw new IllegalArgumentException("workload " + workload + " is in no group of a " + kind + " run");
        }
        return group;
    }

    /** The step that brings a workload to the recovery site. */
    public static StepId move(WorkloadId workload) {
        return new StepId("move/" + workload);
    }

    private static StepId id(String name, GroupId group) {
        return new StepId(name + '/' + group);
    }

    /** What the step of a group needs. */
    private interface Needs {
        Set<StepId> of(GroupId group);
    }
}
