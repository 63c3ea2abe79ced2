package dev.leeward.dr.plan;

import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.Names;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.plan.PlanDraft.DraftTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with a plan document at once, so that its author corrects it once. */
public final class PlanCheck {
    /** The most workloads that one plan may move. */
    public static final int MOST_WORKLOADS = 5_000;

    private final PlanDraft draft;
    private final Map<GroupId, Group> known;
    private final List<PlanProblem> problems = new ArrayList<>();
    private final Map<String, Integer> tierOf = new LinkedHashMap<>();
    private final Map<String, GroupId> groupOf = new LinkedHashMap<>();

    private PlanCheck(PlanDraft draft, Map<GroupId, Group> known) {
        this.draft = draft;
        this.known = known;
    }

    /** The outcome of a check. */
    public sealed interface Result {
        /** The plan can be carried out. */
        record Valid(PlanDocument document) implements Result {}

        /** It cannot, for each of these reasons. */
        record Invalid(List<PlanProblem> problems) implements Result {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Checks a draft.
     *
     * @param known the tenant's groups; a group of another tenant is as unknown as one that does not exist
     */
    public static Result of(PlanDraft draft, Map<GroupId, Group> known) {
        return new PlanCheck(draft, known).check();
    }

    private Result check() {
        if (draft.name().isBlank()) {
            problem("name", "blank-name", "The plan has no name.", "Give it one, for example 'acme'.");
        }
        checkGroups();
        checkTiers();
        checkMissing();
        checkDependencies();
        return problems.isEmpty() ? new Result.Valid(document()) : new Result.Invalid(problems);
    }

    private void checkGroups() {
        if (draft.groups().isEmpty()) {
            problem("groups", "no-groups", "The plan names no protection group.", "Name at least one under 'groups'.");
        }
        var seen = new HashSet<String>();
        @Nullable Direction direction = null;
        for (int i = 0; i < draft.groups().size(); i++) {
            var name = draft.groups().get(i);
            var path = "groups[" + i + "]";
            var group = Names.valid(name) ? known.get(new GroupId(name)) : null;
            if (group == null) {
                problem(
                        path,
                        "unknown-group",
                        "There is no protection group '" + name + "'.",
                        known.isEmpty()
                                ? "Create the group first."
                                : "Use one of "
                                        + known.keySet().stream().sorted().toList() + ".");
                continue;
            }
            if (!seen.add(name)) {
                problem(path, "duplicate-group", "Group '" + name + "' is named twice.", "Name it once.");
                continue;
            }
            group.definition().workloads().forEach(workload -> groupOf.put(workload.value(), group.id()));
            if (direction == null) {
                direction = group.state().direction();
            } else if (!direction.equals(group.state().direction())) {
                problem(
                        path,
                        "mixed-sites",
                        "Group '" + name + "' goes from "
                                + group.state().direction().from() + " to "
                                + group.state().direction().to() + ", the first one from " + direction.from() + " to "
                                + direction.to() + ".",
                        "Make one plan for each pair of sites.");
            }
        }
    }

    private void checkTiers() {
        if (draft.tiers().isEmpty()) {
            problem("tiers", "no-tiers", "The plan has no tiers.", "Put the workloads into tiers 1 to 5.");
        }
        var priorities = new HashSet<Integer>();
        for (int i = 0; i < draft.tiers().size(); i++) {
            var tier = draft.tiers().get(i);
            var path = "tiers[" + i + "]";
            if (tier.priority() < Tier.FIRST || tier.priority() > Tier.LAST) {
                problem(
                        path + ".priority",
                        "bad-priority",
                        "Priority " + tier.priority() + " is not between 1 and 5.",
                        "Use 1 for what starts first, 5 for what starts last.");
            } else if (!priorities.add(tier.priority())) {
                problem(
                        path + ".priority",
                        "duplicate-tier",
                        "Tier " + tier.priority() + " is described twice.",
                        "Put its workloads into one tier.");
            }
            if (tier.workloads().isEmpty()) {
                problem(
                        path + ".workloads",
                        "empty-tier",
                        "Tier " + tier.priority() + " has no workloads.",
                        "Add a workload, or take the tier out.");
            }
            checkTierWorkloads(tier, path);
        }
        if (tierOf.size() > MOST_WORKLOADS) {
            problem(
                    "tiers",
                    "too-many-workloads",
                    "The plan moves " + tierOf.size() + " workloads; " + MOST_WORKLOADS + " is the most.",
                    "Split it into several plans.");
        }
    }

    private void checkTierWorkloads(DraftTier tier, String tierPath) {
        for (int w = 0; w < tier.workloads().size(); w++) {
            var workload = tier.workloads().get(w);
            var path = tierPath + ".workloads[" + w + "]";
            if (tierOf.putIfAbsent(workload, tier.priority()) != null) {
                problem(
                        path,
                        "duplicate-workload",
                        "Workload '" + workload + "' is in more than one place.",
                        "Keep it in one tier, once.");
            } else if (!groupOf.containsKey(workload)) {
                problem(
                        path,
                        "workload-not-in-group",
                        "Workload '" + workload + "' is in none of the plan's groups.",
                        "Add it to a protection group of this plan, or take it out of the tier.");
            }
        }
    }

    private void checkMissing() {
        var missing = new TreeSet<>(groupOf.keySet());
        missing.removeAll(tierOf.keySet());
        for (var workload : missing) {
            problem(
                    "tiers",
                    "missing-workload",
                    "Workload '" + workload + "' of group '" + groupOf.get(workload) + "' is in no tier.",
                    "Put it into a tier: a group moves as one.");
        }
    }

    private void checkDependencies() {
        draft.dependencies().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    var workload = entry.getKey();
                    known(workload, "dependencies." + workload);
                    for (int i = 0; i < entry.getValue().size(); i++) {
                        var needed = entry.getValue().get(i);
                        var path = "dependencies." + workload + "[" + i + "]";
                        if (known(needed, path)) {
                            checkTierOrder(workload, needed, path);
                        }
                    }
                });
        var settled = new HashSet<String>();
        draft.dependencies().keySet().stream().sorted().forEach(start -> findCycle(start, new ArrayList<>(), settled));
    }

    private boolean known(String workload, String path) {
        if (tierOf.containsKey(workload)) {
            return true;
        }
        problem(
                path,
                "missing-workload",
                "Workload '" + workload + "' is in no tier of this plan.",
                "Add it to a tier, or take the dependency out.");
        return false;
    }

    private void checkTierOrder(String workload, String needed, String path) {
        var own = tierOf.get(workload);
        var other = tierOf.get(needed);
        if (own != null && other != null && other > own) {
            problem(
                    path,
                    "cycle",
                    "'" + workload + "' (tier " + own + ") waits for '" + needed + "' (tier " + other + "), and tier "
                            + other + " waits for tier " + own + ".",
                    "Move '" + needed + "' to tier " + own + " or earlier, or '" + workload + "' to tier " + other
                            + " or later.");
        }
    }

    /** Depth first; {@code path} is the way here, {@code settled} what was searched already. */
    private void findCycle(String workload, List<String> path, Set<String> settled) {
        int seen = path.indexOf(workload);
        if (seen >= 0) {
            var loop = new ArrayList<>(path.subList(seen, path.size()));
            loop.add(workload);
            problem(
                    "dependencies." + workload,
                    "cycle",
                    "The dependencies go round: " + String.join(" → ", loop) + ".",
                    "Take one of them out.");
            return;
        }
        if (!settled.add(workload)) {
            return;
        }
        path.add(workload);
        draft.dependencies().getOrDefault(workload, List.of()).forEach(next -> findCycle(next, path, settled));
        path.removeLast();
    }

    private PlanDocument document() {
        return new PlanDocument(
                draft.name(),
                draft.groups().stream().map(GroupId::new).toList(),
                draft.tiers().stream()
                        .sorted(Comparator.comparingInt(DraftTier::priority))
                        .map(tier -> new Tier(
                                tier.priority(),
                                tier.prompt(),
                                tier.workloads().stream().map(WorkloadId::new).toList()))
                        .toList(),
                draft.dependencies().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> new WorkloadId(entry.getKey()),
                                entry -> entry.getValue().stream()
                                        .map(WorkloadId::new)
                                        .toList())));
    }

    private void problem(String path, String code, String detail, String remedy) {
        problems.add(new PlanProblem(path, code, detail, remedy));
    }
}
