package dev.leeward.scenarios;

import dev.leeward.events.host.HostMeasured;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.testkit.tpm.BootProfile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A host with a TPM that is not ours, and the agent that real hosts run: enrolled, trusted, and trusted again. */
final class AttestSwtpm implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final BootProfile GOOD = BootProfile.of("2.17", "esxi", "5.1");

    @Override
    public String name() {
        return "attest-swtpm";
    }

    @Override
    public String about() {
        return "a host with a real TPM (swtpm) and the host agent: enrolled, trusted, over a reboot and a power loss";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = TpmHost.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var host = TpmHost.join(stack, "drill-swtpm", GOOD)) {
            var enrolled = host.agent("enrol");
            var observed = new LinkedHashMap<String, Object>();
            observed.put("enrol", enrolled.status() == 0 ? "enrolled" : enrolled.said());
            observed.put("afterBoot", attest(host));
            host.reboot(GOOD);
            observed.put("afterReboot", attest(host));
            host.losePower(GOOD);
            observed.put("afterPowerLoss", attest(host));
            log.printf("  %s%n", observed);
            var measured = measured(stack, host);
            var resets = measured.stream().map(HostMeasured::getResetCount).toList();
            observed.put("resetCounts", resets);
            observed.put("safeAfterPowerLoss", measured.getLast().getSafe());
            observed.put("inTheConsole", inTheConsole(stack, host));
            boolean ok = enrolled.status() == 0
                    && observed.get("afterBoot").equals("TRUSTED")
                    && observed.get("afterReboot").equals("TRUSTED")
                    && observed.get("afterPowerLoss").equals("TRUSTED")
                    && resets.stream().distinct().sorted().toList().equals(resets)
                    && !measured.getLast().getSafe()
                    && observed.get("inTheConsole").equals("TRUSTED");
            return new Outcome.Played(ok, observed);
        }
    }

    private static String attest(TpmHost host) {
        var run = host.agent("attest");
        return run.status() == 0 ? host.trust() : run.said();
    }

    /** The last three measurements of this host: earlier ones are of earlier drills. */
    private static List<HostMeasured> measured(Stack stack, TpmHost host) {
        var events = new EventLog(stack.settings().bootstrapServers());
        return Stopwatch.await(LIMIT, "three measurements to be published", () -> {
            var all = events.events(HostMeasured.class).stream()
                    .filter(event -> event.getHostId().equals(host.id()))
                    .toList();
            return all.size() % 3 == 0 && !all.isEmpty()
                    ? Optional.of(all.subList(all.size() - 3, all.size()))
                    : Optional.empty();
        });
    }

    private static String inTheConsole(Stack stack, TpmHost host) {
        var auditor = stack.api().as("audrey", "auditor", null);
        var trust = Stopwatch.until(LIMIT, () -> {
            var answer = auditor.get(Part.COMPLIANCE, "/v1/host-integrity/" + host.id());
            var overall = answer.body().path("trust").path("overall").asText();
            return overall.equals("TRUSTED") ? Optional.of(overall) : Optional.empty();
        });
        return trust.orElse("not trusted");
    }
}
