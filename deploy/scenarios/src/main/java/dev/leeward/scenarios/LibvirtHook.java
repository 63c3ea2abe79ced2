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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two real libvirt hosts: virsh moves a machine to a trusted one after a decision, and is told why otherwise. */
final class LibvirtHook implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PROMPT = Duration.ofSeconds(10);
    private static final String WORKLOAD = "acme-web";
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
        var workloads = new Workloads(operator);
        workloads.awaitIdle(WORKLOAD);
        var home = workloads.hostOf(WORKLOAD);
        var away = TrustedHosts.otherThan(stack, home);
        try (var stage = LibvirtStage.of(stack, home, away)) {
            stage.guard();
            stage.start(false);
            var environment = Map.of(
                    "LEEWARD_LIBVIRT_HOOK_MACHINES_0__UUID",
                    stage.machine(),
                    "LEEWARD_LIBVIRT_HOOK_MACHINES_0__WORKLOAD",
                    WORKLOAD);
            try {
                return play(stack, stage, operator, environment, log);
            } finally {
                stack.kill(Part.POLICY);
                stack.restart(Part.POLICY);
            }
        } catch (IOException e) {
            throw new UserError("libvirt: " + e.getMessage(), e);
        }
    }

    private static Outcome play(
            Stack stack, LibvirtStage stage, Api operator, Map<String, String> environment, PrintStream log)
            throws IOException {
        var home = stage.first().name();
        var away = stage.second().name();
        var observed = new LinkedHashMap<String, Object>();

        var start = new Stopwatch();
        stack.kill(Part.POLICY);
        var down = stage.migrate(stage.first(), stage.second());
        var took = start.elapsed();
        observed.put("refusedWhileNobodyAnswers", said(down));
        stack.restart(Part.POLICY, environment);

        var untrusted = untrusted(stack);
        awaitView(operator, untrusted);
        stage.actAs(away, untrusted);
        var unfit = stage.migrate(stage.first(), stage.second());
        observed.put("refusedToAnUntrustedHost", said(unfit));
        stage.actAs(away, away);

        var unasked = stage.migrate(stage.first(), stage.second());
        observed.put("refusedUnasked", said(unasked));
        observed.put("runsAtAfterRefusals", stage.whereabouts());
        log.printf("  %s%n", observed.get("refusedUnasked"));

        awaitAllowed(operator, away);
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
                && observed.get("runsAtAfterRefusals").equals(List.of(home))
                && moved.exit() == 0
                && observed.get("runsAtAfterwards").equals(List.of(away));
        return new Outcome.Played(ok, observed);
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
    private static void awaitView(Api operator, String untrusted) {
        Stopwatch.await(
                LIMIT,
                "policy-service to know its hosts",
                () -> Optional.of(Questions.ask(operator, WORKLOAD, untrusted).expect(200))
                        .filter(answer -> answer.path("effect").asText().equals("DENY")));
    }

    private static void awaitAllowed(Api operator, String host) {
        Stopwatch.await(
                LIMIT,
                "a move to " + host + " to be allowed",
                () -> Optional.of(Questions.ask(operator, WORKLOAD, host).expect(200))
                        .filter(answer -> answer.path("effect").asText().equals("ALLOW")));
    }

    /** What the hook says, without the words that libvirt puts before it. */
    private static String said(Output migration) {
        var text = migration.text();
        return text.substring(Math.max(0, text.lastIndexOf(HOOK)));
    }
}
