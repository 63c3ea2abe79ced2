package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.vsphere.EsxiHost;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A vCenter beside the inventory file: its hosts are found and appraised on its word; one runs another version than the
 * reference. Then it falls silent: its hosts stay known, their trust expires, and the source says what is wrong.
 */
final class VcenterInventory implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration TRUST_LIFETIME = Duration.ofSeconds(75);
    private static final String SOURCE = "vc-drill";
    private static final String GOOD = "dc0-c0-h0";
    private static final String OLD = "dc1-c0-h0";

    @Override
    public String name() {
        return "vcenter-inventory";
    }

    @Override
    public String about() {
        return "hosts of a vCenter are vouched for by it, and outlive its silence as known but stale";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = Vcsim.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var vcsim = start(stack.settings().home().resolve("vcsim"))) {
            SimulatedVcenter.restart(stack, Part.ATTESTATION, environment(vcsim));
            return watch(stack, vcsim, log);
        } catch (IOException e) {
            throw new UserError("vcsim: " + e.getMessage(), e);
        } finally {
            SimulatedVcenter.restart(stack, Part.ATTESTATION, Map.of());
            SimulatedVcenter.awaitRetired(stack, GOOD, LIMIT);
        }
    }

    private static Vcsim start(Path folder) throws IOException {
        return Vcsim.start(
                folder,
                2,
                Map.of(
                        "DC0_C0_H0", EsxiHost.measured("5.1"),
                        "DC0_C0_H1", EsxiHost.measured("5.1"),
                        "DC1_C0_H0", EsxiHost.measured("5.0"),
                        "DC1_C0_H1", EsxiHost.measured("5.1")));
    }

    private static Map<String, String> environment(Vcsim vcsim) {
        var sites = new TreeMap<>(Map.of("DC0", "east", "DC1", "west"));
        var environment = SimulatedVcenter.environment(vcsim, SOURCE, sites);
        environment.put("LEEWARD_ATTESTATION_TRUST_LIFETIME", TRUST_LIFETIME.toSeconds() + "s");
        return environment;
    }

    private static Outcome watch(Stack stack, Vcsim vcsim, PrintStream log) throws IOException {
        var good = awaitHost(stack, GOOD, "TRUSTED");
        var old = awaitHost(stack, OLD, "UNTRUSTED");
        var listed = awaitSource(stack, true);
        var seen = awaitView(stack);
        log.printf(
                "  %d hosts of vcsim found; %s is trusted on its word%n",
                listed.path("hosts").asInt(), GOOD);

        vcsim.close();
        var silent = awaitSource(stack, false);
        var stale = awaitHost(stack, GOOD, "STALE");
        log.printf(
                "  vcsim stopped: %s%n", silent.path("lastError").path("detail").asText());

        var observed = new LinkedHashMap<String, Object>();
        observed.put("hosts", listed.path("hosts").asInt());
        observed.put("vendor", good.path("vendor").asText());
        observed.put("model", good.path("model").asText());
        observed.put("version", good.path("hypervisorVersion").asText());
        observed.put("assurance", good.path("trust").path("assurance").asText());
        observed.put("assuranceInViews", seen.path("trust").path("assurance").asText());
        observed.put("untrustedBecause", old.path("trust").path("reason").asText());
        observed.put("sourceFails", silent.path("lastError").path("code").asText());
        observed.put("remedy", silent.path("lastError").path("remedy").asText());
        observed.put("hostAfterwards", stale.path("trust").path("overall").asText());
        boolean ok = observed.get("assurance").equals("VOUCHED")
                && observed.get("assuranceInViews").equals("VOUCHED")
                && observed.get("hosts").equals(4)
                && observed.get("sourceFails").equals("unreachable")
                && old.path("trust").path("vmm").path("reason").asText().contains("esxi 5.0");
        return new Outcome.Played(ok, observed);
    }

    private static JsonNode awaitHost(Stack stack, String id, String status) {
        return SimulatedVcenter.awaitHost(stack, id, status, LIMIT.plus(TRUST_LIFETIME));
    }

    private static JsonNode awaitSource(Stack stack, boolean answers) {
        var auditor = stack.api().as("audrey", "auditor", null);
        return Stopwatch.await(
                LIMIT,
                SOURCE + (answers ? " to answer" : " to be reported as failing"),
                () -> find(auditor.all(Part.ATTESTATION, "/v1/inventory-sources"), SOURCE)
                        .filter(source -> source.path("answers").asBoolean() == answers));
    }

    /** The same host in the views that the console and auditors read. */
    private static JsonNode awaitView(Stack stack) {
        var auditor = stack.api().as("audrey", "auditor", null);
        return Stopwatch.await(
                LIMIT,
                "host " + GOOD + " to be in the views",
                () -> find(auditor.all(Part.COMPLIANCE, "/v1/host-integrity"), GOOD)
                        .filter(host ->
                                host.path("trust").path("assurance").asText().equals("VOUCHED")));
    }

    private static Optional<JsonNode> find(List<JsonNode> items, String id) {
        return items.stream()
                .filter(item -> item.path("id").asText().equals(id))
                .findFirst();
    }
}
