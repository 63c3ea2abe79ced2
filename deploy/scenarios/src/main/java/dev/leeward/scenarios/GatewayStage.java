package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.EsxiHost;
import dev.leeward.testkit.vsphere.Govc;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A simulated vCenter with one trusted and one untrusted host, and policy-service's gateway before it. */
final class GatewayStage implements AutoCloseable {
    static final String VM = "DC0_C0_RP0_VM0";
    static final String GOOD = "DC0_C0_H0";
    static final String BAD = "DC0_C0_H1";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Stack stack;
    private final Vcsim vcsim;
    private final PemCertificate certificate;
    private final int port;
    private final Path folder;
    private final String password;

    private GatewayStage(Stack stack, Path folder) throws IOException {
        this.stack = stack;
        this.folder = folder;
        this.vcsim = Vcsim.start(folder, 1, Map.of(GOOD, EsxiHost.measured("5.1"), BAD, EsxiHost.measured("5.0")));
        this.certificate = PemCertificate.in(folder);
        this.port = Ports.free();
        this.password = Files.readString(vcsim.passwordFile()).strip();
    }

    /** Why it cannot be set up here; empty where it can. */
    static Optional<String> missing() {
        return Vcsim.missing().or(Govc::missing);
    }

    /** Sets it up: the machine is on the untrusted host, both hosts are appraised, and the gateway is there. */
    static GatewayStage set(Stack stack) throws IOException {
        var stage = new GatewayStage(
                stack, Files.createDirectories(stack.settings().home().resolve("gateway")));
        try {
            stage.put(BAD);
            SimulatedVcenter.restart(
                    stack,
                    Part.ATTESTATION,
                    SimulatedVcenter.environment(stage.vcsim, "vc-gateway", Map.of("DC0", "east")));
            SimulatedVcenter.restart(stack, Part.POLICY, stage.gateway());
            SimulatedVcenter.awaitHost(stack, hostId(GOOD), "TRUSTED", LIMIT);
            SimulatedVcenter.awaitHost(stack, hostId(BAD), "UNTRUSTED", LIMIT);
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private Map<String, String> gateway() {
        var prefix = "LEEWARD_VSPHERE_GATEWAY_";
        var environment = new LinkedHashMap<String, String>();
        environment.put(prefix + "UPSTREAM", vcsim.url().replace("/sdk", ""));
        environment.put(prefix + "UPSTREAM_CA", vcsim.certificate().toString());
        environment.put(prefix + "PORT", Integer.toString(port));
        environment.put(prefix + "CERTIFICATE", certificate.certificate().toString());
        environment.put(prefix + "KEY", certificate.key().toString());
        environment.put(prefix + "USER", Vcsim.USER);
        environment.put(prefix + "PASSWORD_FILE", vcsim.passwordFile().toString());
        environment.put(prefix + "WATCH_INTERVAL", "1s");
        return environment;
    }

    /** The id that Leeward has for a host. */
    static String hostId(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String url() {
        return "https://127.0.0.1:%d/sdk".formatted(port);
    }

    PemCertificate certificate() {
        return certificate;
    }

    String password() {
        return password;
    }

    /** The administrator's tool as it is meant to be used. */
    Govc throughTheGateway() {
        return new Govc(url(), certificate.certificate(), Vcsim.USER, password, folder);
    }

    /** The same tool, past the gateway. */
    Govc pastTheGateway() {
        return new Govc(vcsim.url(), vcsim.certificate(), Vcsim.USER, password, folder);
    }

    /** Moves the machine past the gateway. */
    void put(String host) throws IOException {
        var moved = pastTheGateway().run("vm.migrate", "-host", host, VM);
        if (moved.exit() != 0 || !host().equals(host)) {
            throw new UserError("vcsim did not move %s to %s: %s".formatted(VM, host, moved.text()));
        }
    }

    /** Moves it through the gateway to the trusted host, once policy-service has heard of that. */
    Govc.Output awaitAllowed() {
        return Stopwatch.await(LIMIT, "a move to " + GOOD + " to be allowed", () -> {
            try {
                var moved = throughTheGateway().run("vm.migrate", "-host", GOOD, VM);
                return moved.exit() == 0 ? Optional.of(moved) : Optional.empty();
            } catch (IOException e) {
                throw new UserError("govc: " + e.getMessage(), e);
            }
        });
    }

    /** The host that the machine is on, as the vCenter itself says. */
    String host() throws IOException {
        return pastTheGateway()
                .run("vm.info", VM)
                .text()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Host:"))
                .map(line -> line.substring("Host:".length()).strip())
                .findFirst()
                .orElseThrow(() -> new UserError("vcsim does not say where " + VM + " is"));
    }

    /** The vCenter's own id of an object of a kind ({@code m} a machine, {@code h} a host), by its name. */
    String idOf(String kind, String name) throws IOException {
        var found = pastTheGateway()
                .run("find", "-i", "/DC0", "-type", kind, "-name", name)
                .text();
        return found.substring(found.indexOf(':') + 1).strip();
    }

    @Override
    public void close() {
        try {
            vcsim.close();
        } catch (IOException e) {
            throw new UserError("vcsim does not stop: " + e.getMessage(), e);
        } finally {
            SimulatedVcenter.restart(stack, Part.POLICY, Map.of());
            SimulatedVcenter.restart(stack, Part.ATTESTATION, Map.of());
            SimulatedVcenter.awaitRetired(stack, hostId(GOOD), LIMIT);
        }
    }
}
