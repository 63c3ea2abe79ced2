package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.UserError;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.libvirt.LibvirtSite;
import dev.leeward.testkit.libvirt.LibvirtSite.Output;
import dev.leeward.testkit.libvirt.LibvirtSite.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Two libvirt hosts on this machine, each with the agent, and one machine that moves between them. */
final class LibvirtStage implements AutoCloseable {
    static final String MACHINE = "vm1";

    private final Stack stack;
    private final Path folder;
    private final List<Place> places;
    private final String machine = UUID.randomUUID().toString();
    private final List<LibvirtSite> sites = new ArrayList<>();

    private LibvirtStage(Stack stack, Path folder, List<Place> places) {
        this.stack = stack;
        this.folder = folder;
        this.places = places;
    }

    /** Why there can be none here; empty where there can. */
    static Optional<String> missing() {
        return LibvirtSite.missing()
                .or(() -> List.of("curl", "jq", "openssl").stream()
                        .filter(program -> ToolCheck.find(program).isEmpty())
                        .findFirst()
                        .map(program -> "not installed: " + program + " (Debian package " + program + ")"));
    }

    /** Hosts of these names; libvirt does not run yet. */
    static LibvirtStage of(Stack stack, String first, String second) {
        try {
            var folder = Files.createTempDirectory(Path.of("/tmp"), "leeward-kvm"); // paths of sockets must be short
            var stage = new LibvirtStage(
                    stack,
                    folder,
                    List.of(
                            new Place(first, "127.0.10.1", UUID.randomUUID().toString()),
                            new Place(second, "127.0.10.2", UUID.randomUUID().toString())));
            for (var place : stage.places) {
                stage.actAs(place.name(), place.name());
            }
            return stage;
        } catch (IOException e) {
            throw new UserError("libvirt hosts cannot be prepared: " + e.getMessage(), e);
        }
    }

    /** From now on the agent on a host speaks for a host of that id. */
    void actAs(String name, String id) {
        try {
            var home = Files.createDirectories(folder.resolve(name));
            var token =
                    Files.writeString(home.resolve("token"), stack.identity().token("agent:" + id, "agent", null));
            var reload = sites.stream()
                    .filter(site -> site.name().equals(name))
                    .findFirst()
                    .map(site -> "'virt-admin -c " + site.adminUri() + " server-update-tls libvirtd'")
                    .orElse("none");
            Files.writeString(home.resolve("agent.conf"), """
                    LEEWARD_POLICY_URL=%s
                    LEEWARD_HOST=%s
                    LEEWARD_TOKEN_FILE=%s
                    LEEWARD_PKI=%s
                    LEEWARD_TLS_RELOAD=%s
                    """.formatted(
                            stack.settings().url(Part.POLICY), id, token, pki(name), reload));
        } catch (IOException e) {
            throw new UserError("the agent of %s cannot be configured: %s".formatted(name, e.getMessage()), e);
        }
    }

    private Path pki(String name) {
        return folder.resolve(name).resolve("pki");
    }

    private Path agent() {
        return stack.settings().root().resolve("deploy/host-agent/leeward-agent");
    }

    /** Has libvirt on both ask at the door, from its start on. */
    void guard() throws IOException {
        for (var place : places) {
            var configuration = folder.resolve(place.name()).resolve("agent.conf");
            LibvirtSite.hook(folder, place, "qemu", """
                    #!/bin/sh
                    LEEWARD_CONFIG=%s exec bash %s libvirt-hook "$@"
                    """.formatted(configuration, agent()));
        }
    }

    /** Starts libvirt on both, and the machine on the first. */
    void start(boolean tls) throws IOException {
        for (var place : places) {
            sites.add(LibvirtSite.start(
                    folder, place, places, tls ? pki(place.name()).resolve("current") : null));
            actAs(place.name(), place.name());
        }
        first().run(MACHINE, machine);
    }

    /** A folder that is there for as long as the stage. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    LibvirtSite first() {
        return sites.getFirst();
    }

    LibvirtSite second() {
        return sites.getLast();
    }

    /** The domain's UUID. */
    String machine() {
        return machine;
    }

    /** What the administrator does: a live migration, without TLS. */
    Output migrate(LibvirtSite from, LibvirtSite to) throws IOException {
        return from.virsh("migrate", "--live", "--p2p", MACHINE, "qemu+tcp://" + to.name() + "/system");
    }

    /** The same, with TLS for what the two libvirt say to each other and for the machine's memory. */
    Output migrateWithTls(LibvirtSite from, LibvirtSite to) throws IOException {
        return from.virsh("migrate", "--live", "--p2p", "--tls", MACHINE, "qemu+tls://" + to.name() + "/system");
    }

    /** The agent of a host asks for a certificate, and has libvirt take it into use where it runs. */
    Output certificate(String name) throws IOException {
        var builder = new ProcessBuilder("bash", agent().toString(), "certificate").redirectErrorStream(true);
        builder.environment()
                .put(
                        "LEEWARD_CONFIG",
                        folder.resolve(name).resolve("agent.conf").toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Output(process.waitFor(), said.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** Where the machine runs; empty where nowhere. */
    List<String> whereabouts() throws IOException {
        var running = new ArrayList<String>();
        for (var site : sites) {
            if (site.runs(MACHINE)) {
                running.add(site.name());
            }
        }
        return running;
    }

    @Override
    public void close() {
        try {
            for (var site : sites) {
                site.close();
            }
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UserError("the libvirt hosts leave something in %s: %s".formatted(folder, e.getMessage()), e);
        }
    }
}
