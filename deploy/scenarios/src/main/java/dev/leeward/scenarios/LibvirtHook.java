package dev.leeward.scenarios;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.demo.Workloads;
import dev.leeward.local.world.World;
import dev.leeward.testkit.libvirt.LibvirtSite.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two real libvirt hosts: virsh moves a machine to a trusted one after a decision, and is told why otherwise. */
final class LibvirtHook implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PROMPT = Duration.ofSeconds(10);

    /** Longer than an ALLOW counts. */
    private static final Duration LAPSE = Duration.ofMinutes(6);

    private static final String HOOK = "leeward-agent: ";

    @Override
    public String name() {
        return "libvirt-hook";
    }

    @Override
    public String about() {
        return "virsh moves a machine to a trusted host after a decision; else the host's hook says why not, and it runs on";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = LibvirtStage.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        var operator = stack.api().as("oscar", "operator", null);
        var move = unasked(stack, operator);
        try (var stage = LibvirtStage.of(stack, move.home(), move.away())) {
            stage.guard();
            stage.start(false);
            var environment = Map.of(
                    "LEEWARD_LIBVIRT_HOOK_MACHINES_0__UUID",
                    stage.machine(),
                    "LEEWARD_LIBVIRT_HOOK_MACHINES_0__WORKLOAD",
                    move.workload());
            try {
                return play(stack, stage, operator, move, environment, log);
            } finally {
                stack.kill(Part.POLICY);
                stack.restart(Part.POLICY);
            }
        } catch (IOException e) {
            throw new UserError("libvirt: " + e.getMessage(), e);
        }
    }

    private static Outcome play(
            Stack stack, LibvirtStage stage, Api operator, Move move, Map<String, String> environment, PrintStream log)
            throws IOException {
        var observed = new LinkedHashMap<String, Object>();

        var start = new Stopwatch();
        stack.kill(Part.POLICY);
        var down = stage.migrate(stage.first(), stage.second());
        var took = start.elapsed();
        observed.put("refusedWhileNobodyAnswers", said(down));
        stack.restart(Part.POLICY, environment);

        var untrusted = untrusted(stack);
        awaitView(operator, move.workload(), untrusted);
        stage.actAs(move.away(), untrusted);
        var unfit = stage.migrate(stage.first(), stage.second());
        observed.put("refusedToAnUntrustedHost", said(unfit));
        stage.actAs(move.away(), move.away());

        var unasked = stage.migrate(stage.first(), stage.second());
        observed.put("refusedUnasked", said(unasked));
        observed.put("runsAtAfterRefusals", stage.whereabouts());
        log.printf("  %s%n", observed.get("refusedUnasked"));

        awaitAllowed(operator, move);
        var moved = stage.migrate(stage.first(), stage.second());
        observed.put("movedAfterADecision", moved.exit() == 0 ? "moved" : said(moved));
        observed.put("runsAtAfterwards", stage.whereabouts());
        var ok = down.exit() != 0
                && down.text().contains("does not answer")
                && took.compareTo(PROMPT) < 0
                && unfit.exit() != 0
                && unfit.text().contains("Host " + untrusted + " is not trusted")
                && unasked.exit() != 0
                && unasked.text().contains("nobody has asked for it")
                && observed.get("runsAtAfterRefusals").equals(List.of(move.home()))
                && moved.exit() == 0
                && observed.get("runsAtAfterwards").equals(List.of(move.away()));
        return new Outcome.Played(ok, observed);
    }

    /** A workload that runs at one host and could go to another. */
    private record Move(String workload, String home, String away) {}

    /** A move that nobody was allowed lately: the hook would take that for an answer. */
    private static Move unasked(Stack stack, Api operator) {
        var workloads = new Workloads(operator);
        var trusted = TrustedHosts.of(stack);
        return Stopwatch.await(LAPSE, "a move that nobody was allowed lately", () -> {
            var found = stack.world().workloads().stream()
                    .map(World.Workload::id)
                    .flatMap(workload -> moves(workloads, workload, trusted))
                    .filter(move -> !isAllowed(operator, move))
                    .findFirst();
            if (found.isEmpty()) {
                Stopwatch.pause(Duration.ofSeconds(1));
            }
            return found;
        });
    }

    private static Stream<Move> moves(Workloads workloads, String workload, List<String> hosts) {
        workloads.awaitIdle(workload);
        var home = workloads.hostOf(workload);
        return hosts.stream().filter(host -> !host.equals(home)).map(away -> new Move(workload, home, away));
    }

    private static boolean isAllowed(Api operator, Move move) {
        var decisions = operator.get(Part.POLICY, "/v1/decisions?effect=ALLOW&limit=100&workload=" + move.workload())
                .expect(200)
                .path("items");
        for (var decision : decisions) {
            if (Instant.parse(decision.path("validUntil").asText()).isAfter(Instant.now())
                    && decision.path("destinations").toString().contains("\"" + move.away() + "\"")) {
                return true;
            }
        }
        return false;
    }

    private static String untrusted(Stack stack) {
        var trusted = TrustedHosts.of(stack);
        return stack.world().hosts().stream()
                .map(World.Host::id)
                .filter(host -> !trusted.contains(host))
                .findFirst()
                .orElseThrow();
    }

    /** A service that has just started has to read its view first. */
    private static void awaitView(Api operator, String workload, String untrusted) {
        Stopwatch.await(
                LIMIT,
                "policy-service to know its hosts",
                () -> Optional.of(Questions.ask(operator, workload, untrusted).expect(200))
                        .filter(answer -> answer.path("effect").asText().equals("DENY")));
    }

    private static void awaitAllowed(Api operator, Move move) {
        Stopwatch.await(
                LIMIT,
                "a move to " + move.away() + " to be allowed",
                () -> Optional.of(Questions.ask(operator, move.workload(), move.away())
                                .expect(200))
                        .filter(answer -> answer.path("effect").asText().equals("ALLOW")));
    }

    /** What the hook says, without the words that libvirt puts before it. */
    private static String said(Output migration) {
        var text = migration.text();
        return text.substring(Math.max(0, text.lastIndexOf(HOOK)));
    }
}
