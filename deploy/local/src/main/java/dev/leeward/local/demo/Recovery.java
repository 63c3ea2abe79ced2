package dev.leeward.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Protection groups and recovery plans of the world, through the orchestrator's API. */
final class Recovery {
    private static final Duration RUN_LIMIT = Duration.ofMinutes(1);
    private static final Set<String> GOOD_ENDS = Set.of("Succeeded", "SucceededWithWarnings", "AwaitingCommit");
    private static final Set<String> BAD_ENDS =
            Set.of("PrecheckFailed", "PartiallyFailed", "Failed", "Cancelled", "RolledBack");

    private final Api admin;
    private final World world;

    Recovery(Api admin, World world) {
        this.admin = admin;
        this.world = world;
    }

    /** How one plan run ended, with the recovery point and time that it reached. */
    record Report(boolean ok, String text) {}

    /** Makes the groups and plans that are not there yet and waits until every group is protected. */
    void protect() {
        for (var group : world.groups()) {
            if (find(group.tenant(), "protection-groups", group.id()).isEmpty()) {
                create(
                        path(group.tenant(), "protection-groups"),
                        Map.of(
                                "id", group.id(),
                                "name", group.id(),
                                "workloads", group.workloads(),
                                "fromSite", group.fromSite(),
                                "toSite", group.toSite(),
                                "rpoSeconds", group.rpoSeconds(),
                                "replication", group.replication()));
            }
        }
        for (var plan : world.plans()) {
            if (find(plan.tenant(), "recovery-plans", plan.id()).isEmpty()) {
                create(path(plan.tenant(), "recovery-plans"), document(plan));
            }
        }
        for (var group : world.groups()) {
            Stopwatch.await(
                    RUN_LIMIT,
                    "group " + group.id() + " to be protected",
                    () -> find(group.tenant(), "protection-groups", group.id())
                            .filter(seen -> seen.path("state").asText().equals("Protected")));
        }
    }

    /** Creates, patiently: the orchestrator learns of sites and workloads from the topics, a moment after the others. */
    private void create(String path, Map<String, Object> body) {
        Stopwatch.await(RUN_LIMIT, "the orchestrator to know what " + path + " names", () -> {
            var answer = admin.post(Part.DR, path, body);
            boolean notYetKnown = answer.status() == 422
                    && answer.body().path("code").asText().startsWith("unknown-");
            return notYetKnown ? Optional.empty() : Optional.of(answer.expect(201));
        });
    }

    /** Fails back what an earlier demonstration left at the other site. */
    void returnHome() {
        for (var plan : world.plans()) {
            for (var group : groupsOf(plan)) {
                failBack(plan, group);
            }
        }
    }

    private void failBack(World.Plan plan, World.Group group) {
        for (int step = 0; step < 4; step++) {
            var seen = find(plan.tenant(), "protection-groups", group.id());
            if (seen.isEmpty() || isHome(seen.get(), group)) {
                return;
            }
            var action = seen.get().path("state").asText().equals("FailedOver") ? "reprotect" : "planned-migration";
            var run = run(plan, action);
            if (!GOOD_ENDS.contains(run.path("state").asText())) {
                throw new UserError("the %s of plan %s that brings its workloads home ended %s: %s"
                        .formatted(action, plan.id(), run.path("state").asText(), run));
            }
        }
        throw new UserError("group %s could not be brought home; start anew with --fresh".formatted(group.id()));
    }

    private static boolean isHome(JsonNode seen, World.Group group) {
        return seen.path("state").asText().equals("Protected")
                && seen.path("fromSite").asText().equals(group.fromSite());
    }

    /** Runs every plan whose workloads live at a site, as planned migrations. */
    List<Report> runPlansAwayFrom(String site) {
        var reports = new ArrayList<Report>();
        for (var plan : world.plans()) {
            if (groupsOf(plan).stream().allMatch(group -> group.fromSite().equals(site))) {
                var run = run(plan, "planned-migration");
                var state = run.path("state").asText();
                boolean measured = run.path("rtoMillis").isNumber()
                        && run.path("rpoMillis").isNumber();
                reports.add(new Report(
                        GOOD_ENDS.contains(state) && measured,
                        "plan %s %s, RPO %.1f s, RTO %.1f s"
                                .formatted(
                                        plan.id(),
                                        state,
                                        run.path("rpoMillis").asLong() / 1e3,
                                        run.path("rtoMillis").asLong() / 1e3)));
            }
        }
        return reports;
    }

    private JsonNode run(World.Plan plan, String action) {
        var run = admin.post(Part.DR, path(plan.tenant(), "recovery-plans", plan.id()) + "/actions/" + action, Map.of())
                .expect(202)
                .path("id")
                .asText();
        return Stopwatch.await(RUN_LIMIT, "run " + run + " of plan " + plan.id() + " to end", () -> {
            var seen = find(plan.tenant(), "plan-runs", run).orElseThrow();
            var state = seen.path("state").asText();
            return GOOD_ENDS.contains(state) || BAD_ENDS.contains(state) ? Optional.of(seen) : Optional.empty();
        });
    }

    private List<World.Group> groupsOf(World.Plan plan) {
        return world.groups().stream()
                .filter(group -> plan.groups().contains(group.id()))
                .toList();
    }

    private static Map<String, Object> document(World.Plan plan) {
        return Map.of("id", plan.id(), "name", plan.id(), "groups", plan.groups(), "tiers", plan.tiers());
    }

    private Optional<JsonNode> find(String tenant, String collection, String id) {
        var answer = admin.get(Part.DR, path(tenant, collection, id));
        return answer.status() == 404 ? Optional.empty() : Optional.of(answer.expect(200));
    }

    private static String path(String tenant, String... rest) {
        return "/v1/tenants/" + tenant + "/" + String.join("/", rest);
    }
}
