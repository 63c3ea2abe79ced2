package dev.leeward.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.world.World;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The six scenes: measured hosts, the rating, a live migration, a block, its trace in the views, and a hurricane. */
public final class Demonstration {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stack stack;
    private final World world;
    private final PrintStream out;
    private final Api operator;
    private final Api auditor;
    private final Workloads workloads;
    private final Recovery recovery;
    private JsonNode blocked = Api.JSON.createObjectNode();

    public Demonstration(Stack stack, World world, PrintStream out) {
        this.stack = stack;
        this.world = world;
        this.out = out;
        this.operator = stack.api().as("oscar", "operator", null);
        this.auditor = stack.api().as("audrey", "auditor", null);
        this.workloads = new Workloads(operator);
        this.recovery = new Recovery(stack.api().as("ada", "admin", null), world);
    }

    /** Plays every scene, whatever the ones before it showed, and prints each. */
    public List<Scene> play() {
        prepare();
        return List.of(
                scene(
                        1,
                        "Four hosts were measured at boot",
                        "%d hosts trusted; untrusted because of the VMM, with a good BIOS: %s"
                                .formatted(trustedHosts().size(), String.join(", ", oldHosts())),
                        this::attestation),
                scene(
                        2,
                        "The compliance rating",
                        "a rating of %.0f %% (%d of %d hosts)"
                                .formatted(
                                        expectedRating(),
                                        trustedHosts().size(),
                                        world.hosts().size()),
                        this::rating),
                scene(
                        3,
                        "A live migration to a trusted host at the other site",
                        "it succeeds, no storage is copied, the workload is active once all the time",
                        this::liveMigration),
                scene(
                        4,
                        "A migration to the untrusted host",
                        "it is blocked, the reason names host, rule and cause, the workload stays where it is",
                        this::block),
                scene(
                        5,
                        "The block in the views",
                        "in the decision log; an incident within 1 s; on the SIEM topic",
                        this::traceOfBlock),
                scene(
                        6,
                        "A hurricane approaches",
                        "the recovery plans and the evacuation leave nothing at " + hurricaneSite()
                                + " and nothing on an untrusted host; the report shows RPO and RTO",
                        this::hurricane));
    }

    private void prepare() {
        out.println("Preparing: every host attested, every workload at home, every group protected.");
        Stopwatch.await(PATIENCE, "the hosts to be attested (./leeward logs infra says why they are not)", () -> {
            var hosts = hosts();
            boolean appraised = hosts.size() == world.hosts().size()
                    && hosts.stream()
                            .noneMatch(host -> overall(host).equals("UNKNOWN")
                                    || overall(host).equals("STALE"));
            return appraised ? Optional.of(hosts) : Optional.empty();
        });
        Stopwatch.await(PATIENCE, "the workloads to be discovered", () -> {
            var found = workloads.all();
            return found.size() >= world.workloads().size() ? Optional.of(found) : Optional.empty();
        });
        recovery.returnHome();
        workloads.returnHome(world);
        recovery.protect();
    }

    private Observation attestation() {
        var hosts = hosts();
        var trusted = hosts.stream()
                .filter(host -> overall(host).equals("TRUSTED"))
                .map(Demonstration::id)
                .collect(Collectors.toSet());
        var untrusted = hosts.stream()
                .filter(host -> overall(host).equals("UNTRUSTED")
                        && part(host, "platform").equals("TRUSTED")
                        && part(host, "vmm").equals("UNTRUSTED"))
                .toList();
        boolean ok = trusted.equals(Set.copyOf(trustedHosts()))
                && untrusted.stream()
                        .map(Demonstration::id)
                        .collect(Collectors.toSet())
                        .equals(Set.copyOf(oldHosts()));
        var reasons = untrusted.stream()
                .map(host -> id(host) + " (BIOS " + part(host, "platform") + ", VMM " + part(host, "vmm") + ": "
                        + host.path("trust").path("vmm").path("reason").asText() + ")")
                .collect(Collectors.joining("; "));
        return new Observation(ok, "%d trusted; untrusted: %s".formatted(trusted.size(), reasons));
    }

    private Observation rating() {
        var rating = Stopwatch.until(PATIENCE, () -> {
                    var answer = auditor.get(Part.COMPLIANCE, "/v1/rating").expect(200);
                    return Math.abs(answer.path("rating").asDouble() - expectedRating()) < 0.05
                            ? Optional.of(answer)
                            : Optional.empty();
                })
                .orElseGet(() -> auditor.get(Part.COMPLIANCE, "/v1/rating").expect(200));
        return new Observation(
                Math.abs(rating.path("rating").asDouble() - expectedRating()) < 0.05,
                "%.0f %% (%d of %d hosts)"
                        .formatted(
                                rating.path("rating").asDouble(),
                                rating.path("satisfied").asInt(),
                                rating.path("applicable").asInt()));
    }

    private Observation liveMigration() {
        var workload = traveller();
        var target = world.hosts().stream()
                .filter(host ->
                        trustedHosts().contains(host.id()) && !host.site().equals(siteOf(workload)))
                .findFirst()
                .orElseThrow(() -> new UserError("the world has no trusted host at a second site"));
        var done = workloads.migrate(workload.id(), target.id());
        var violations = simulatorViolations().path("items").size();
        boolean ok = state(done).equals("Succeeded")
                && done.path("bytesCopied").asLong(-1) == 0
                && violations == 0
                && workloads.hostOf(workload.id()).equals(target.id());
        return new Observation(
                ok,
                "%s: %s from %s to %s in %d ms, stood still for %d ms, %d bytes of storage copied, %d double activities"
                        .formatted(
                                state(done),
                                workload.id(),
                                workload.host(),
                                target.id(),
                                done.path("durationMillis").asLong(),
                                done.path("downtimeMillis").asLong(),
                                done.path("bytesCopied").asLong(),
                                violations));
    }

    private Observation block() {
        var workload = traveller();
        var before = workloads.hostOf(workload.id());
        var target = oldHosts().getFirst();
        blocked = workloads.migrate(workload.id(), target);
        var reason = blocked.path("reason").path("detail").asText();
        boolean ok = state(blocked).equals("Blocked")
                && reason.contains(target)
                && reason.contains("VMM")
                && reason.contains("rule")
                && workloads.hostOf(workload.id()).equals(before);
        return new Observation(
                ok,
                "%s: %s; %s stays on %s"
                        .formatted(state(blocked), reason, workload.id(), workloads.hostOf(workload.id())));
    }

    private Observation traceOfBlock() {
        var migration = blocked.path("id").asText();
        var watch = new Stopwatch();
        var incident = Stopwatch.until(
                PATIENCE,
                () -> auditor.all(Part.COMPLIANCE, "/v1/incidents").stream()
                        .filter(each -> each.toString().contains(migration))
                        .findFirst());
        long incidentMillis = watch.millis();
        var decision = auditor.all(Part.COMPLIANCE, "/v1/decisions").stream()
                .filter(each -> each.toString().contains(migration))
                .findFirst();
        var record = new SiemTopic(stack.settings().bootstrapServers()).find(migration, PATIENCE);
        boolean ok = incident.isPresent() && incidentMillis <= 1_000 && decision.isPresent() && record.isPresent();
        return new Observation(
                ok,
                "decision log: %s; incident: %s; SIEM topic: %s"
                        .formatted(
                                decision.isPresent() ? "there" : "missing",
                                incident.map(each ->
                                                "'" + each.path("title").asText() + "' after " + incidentMillis + " ms")
                                        .orElse("missing"),
                                record.map(each -> "class_uid "
                                                + each.path("class_uid").asInt() + ", severity_id "
                                                + each.path("severity_id").asInt())
                                        .orElse("missing")));
    }

    private Observation hurricane() {
        var site = hurricaneSite();
        var reports = recovery.runPlansAwayFrom(site);
        var evacuation = workloads.evacuate(site, "hurricane");
        var left = workloads.all().stream()
                .filter(workload -> workload.path("site").asText().equals(site))
                .map(Demonstration::id)
                .toList();
        var onUntrusted = workloads.all().stream()
                .filter(workload -> oldHosts().contains(workload.path("host").asText()))
                .map(Demonstration::id)
                .toList();
        boolean everOnUntrusted = oldHosts().stream().anyMatch(workloads::everRan);
        boolean ok = reports.stream().allMatch(Recovery.Report::ok)
                && evacuation.path("state").asText().equals("SUCCEEDED")
                && left.isEmpty()
                && onUntrusted.isEmpty()
                && !everOnUntrusted;
        return new Observation(
                ok,
                "%s; evacuation of %s %s (%d moved); left at %s: %d; on an untrusted host: %d now, %s ever"
                        .formatted(
                                reports.stream().map(Recovery.Report::text).collect(Collectors.joining("; ")),
                                site,
                                evacuation.path("state").asText(),
                                evacuation.path("succeeded").asInt(),
                                site,
                                left.size(),
                                onUntrusted.size(),
                                everOnUntrusted ? "some" : "none"));
    }

    private Scene scene(int number, String title, String expected, Supplier<Observation> play) {
        out.printf("%nScene %d: %s%n  expected: %s%n", number, title, expected);
        var watch = new Stopwatch();
        Observation seen;
        try {
            seen = play.get();
        } catch (UserError e) {
            seen = new Observation(false, String.valueOf(e.getMessage()));
        }
        long millis = watch.millis();
        out.printf("  observed: %s%n  %s in %d ms%n", seen.observed(), seen.ok() ? "ok" : "NOT OK", millis);
        return new Scene(number, title, expected, seen.observed(), seen.ok(), millis);
    }

    private World.Workload traveller() {
        var distributed = world.volumes().stream()
                .filter(volume -> volume.kind().equals("DISTRIBUTED"))
                .map(World.Volume::id)
                .collect(Collectors.toSet());
        return world.workloads().stream()
                .filter(workload -> distributed.containsAll(workload.volumes())
                        && trustedHosts().contains(workload.host()))
                .findFirst()
                .orElseThrow(
                        () -> new UserError("the world has no workload on a trusted host with distributed volumes"));
    }

    private List<JsonNode> hosts() {
        return auditor.all(Part.ATTESTATION, "/v1/hosts");
    }

    private JsonNode simulatorViolations() {
        return stack.api()
                .as("ada", "admin", null)
                .get(Part.MIGRATION, "/v1/simulator/violations")
                .expect(200);
    }

    private List<String> trustedHosts() {
        var good = world.hosts().stream().map(World.Host::id).collect(Collectors.toCollection(ArrayList::new));
        good.removeAll(oldHosts());
        return good;
    }

    /** Hosts that run a hypervisor version without a reference. */
    private List<String> oldHosts() {
        return world.hosts().stream()
                .filter(host -> world.references().stream()
                        .noneMatch(reference -> reference.part().equals("VMM")
                                && reference.product().equals(host.hypervisor())
                                && reference.version().equals(host.version())))
                .map(World.Host::id)
                .toList();
    }

    private double expectedRating() {
        return 100.0 * trustedHosts().size() / world.hosts().size();
    }

    private String hurricaneSite() {
        return siteOf(traveller());
    }

    private String siteOf(World.Workload workload) {
        return world.host(workload.host()).site();
    }

    private static String overall(JsonNode host) {
        return host.path("trust").path("overall").asText();
    }

    private static String part(JsonNode host, String part) {
        return host.path("trust").path(part).path("status").asText();
    }

    private static String id(JsonNode node) {
        return node.path("id").asText();
    }

    private static String state(JsonNode node) {
        return node.path("state").asText();
    }

    /** The scenes as {@code demo.json} lists them. */
    public static List<Map<String, Object>> asJson(List<Scene> scenes) {
        return scenes.stream()
                .map(scene -> Map.<String, Object>of(
                        "scene", scene.scene(),
                        "title", scene.title(),
                        "expected", scene.expected(),
                        "observed", scene.observed(),
                        "ok", scene.ok(),
                        "millis", scene.millis()))
                .toList();
    }
}
