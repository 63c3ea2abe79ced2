package dev.leeward.testkit.libvirt;

import dev.leeward.testkit.ToolCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A libvirt host on this machine: a libvirtd in mount, name and process namespaces of its own, on a loopback address of its
 * own. Its machines are emulated, so that no virtualization of the processor is needed. It takes root.
 */
public final class LibvirtSite implements AutoCloseable {

    /** What it needs, and the Debian packages that bring it. */
    public static final Map<String, String> PROGRAMS = Map.of(
            "libvirtd", "libvirt-daemon-system",
            "virsh", "libvirt-clients",
            "virt-admin", "libvirt-clients",
            "qemu-system-x86_64", "qemu-system-x86",
            "unshare", "util-linux");

    private static final String SCRIPT = "site.sh";
    private static final int LIMIT_SECONDS = 60;
    private static final int STOP_SECONDS = 10;
    private static final int PAUSE_MILLIS = 50;
    private static final int UNSHARE_TRIES_SECONDS = 10;

    private final Place place;
    private final Path folder;
    private final Process process;

    /**
     * Where a site is to be.
     *
     * @param name its host name, by which the others reach it
     * @param address a loopback address that nothing else has
     * @param uuid identity of the host
     */
    public record Place(String name, String address, String uuid) {}

    /** What a command printed, and how it ended. */
    public record Output(int exit, String text) {}

    private LibvirtSite(Place place, Path folder, Process process) {
        this.place = place;
        this.folder = folder;
        this.process = process;
    }

    /** Why there can be none here; empty where there can. */
    public static Optional<String> missing() {
        String missing = new TreeMap<>(PROGRAMS)
                .entrySet().stream()
                        .filter(program -> find(program.getKey()).isEmpty())
                        .map(program -> program.getKey() + " (Debian package " + program.getValue() + ")")
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return Optional.of("not installed: " + missing);
        }
        return mayUnshare() ? Optional.empty() : Optional.of("namespaces cannot be made here: it takes root");
    }

    private static Optional<Path> find(String program) {
        return ToolCheck.find(program)
                .or(() -> Optional.of(Path.of("/usr/sbin", program)).filter(Files::isExecutable));
    }

    private static boolean mayUnshare() {
        try {
            Process trial = new ProcessBuilder(
                            "unshare", "--mount", "--uts", "--pid", "--fork", "mount", "-t", "proc", "proc", "/proc")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return trial.waitFor(UNSHARE_TRIES_SECONDS, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts one.
     *
     * @param home where it keeps its files; its name must be short, since paths of sockets are
     * @param all every site, itself too: they find each other by name
     * @param pki folder with its certificate, as the agent leaves it; null where it listens without TLS
     * @throws IOException where it does not start; the message has what it said
     */
    public static LibvirtSite start(Path home, Place place, List<Place> all, @Nullable Path pki) throws IOException {
        Path folder = Files.createDirectories(home.resolve(place.name()));
        for (String part : List.of("etc", "libvirt", "lib", "log", "cache", "run")) {
            Files.createDirectories(folder.resolve(part));
        }
        Path hosts = Files.writeString(
                folder.resolve("hosts"),
                "127.0.0.1 localhost\n"
                        + all.stream()
                                .map(site -> site.address() + " " + site.name() + "\n")
                                .collect(Collectors.joining()));
        Path log = folder.resolve("site.log");
        Process process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "--uts",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "bash",
                        script(folder).toString(),
                        folder.toString(),
                        place.name(),
                        place.address(),
                        place.uuid(),
                        hosts.toString(),
                        pki == null ? "-" : pki.toString())
                .redirectError(log.toFile())
                .start();
        LibvirtSite site = new LibvirtSite(place, folder, process);
        BufferedReader output = process.inputReader();
        if (!"READY".equals(output.readLine()) || !site.answers()) {
            site.close();
            throw new IOException("libvirt of " + place.name() + " did not start: " + Files.readString(log)
                    + text(folder.resolve("log/libvirtd.log")));
        }
        return site;
    }

    private boolean answers() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (virsh("version").exit() != 0) {
            if (System.nanoTime() > end || !process.isAlive()) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static Path script(Path folder) throws IOException {
        try (InputStream in = LibvirtSite.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException(SCRIPT + " is not on the class path");
            }
            return Files.write(folder.resolve(SCRIPT), in.readAllBytes());
        }
    }

    /** Its name. */
    public String name() {
        return place.name();
    }

    /** How its own tools reach it from here, for example {@code virsh -c}. */
    public String uri() {
        return "qemu+unix:///system?socket=" + folder.resolve("run/libvirt/libvirt-sock");
    }

    /** How {@code virt-admin -c} reaches it from here. */
    public String adminUri() {
        return "libvirtd:///system?socket=" + folder.resolve("run/libvirt/libvirt-admin-sock");
    }

    /** Has libvirt run this script as its hook of that name, from its next start on. */
    public static void hook(Path home, Place place, String name, String script) throws IOException {
        Path hooks = Files.createDirectories(home.resolve(place.name()).resolve("libvirt/hooks"));
        Path hook = Files.writeString(hooks.resolve(name), script);
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs virsh with it. */
    public Output virsh(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri()));
        command.addAll(List.of(arguments));
        Process virsh = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(virsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!virsh.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                virsh.destroyForcibly();
                throw new IOException(command + " did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            virsh.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Output(virsh.exitValue(), text.strip());
    }

    /** Starts a machine without disks: its firmware looks for something to boot for as long as it runs. */
    public void run(String machine, String uuid) throws IOException {
        Path description = Files.writeString(folder.resolve(machine + ".xml"), """
                <domain type='qemu'>
                  <name>%s</name><uuid>%s</uuid><memory unit='MiB'>32</memory><vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='pc'>hvm</type></os>
                  <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
                  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
                    <controller type='usb' model='none'/><memballoon model='none'/></devices>
                </domain>
                """.formatted(machine, uuid));
        Output started = virsh("create", description.toString());
        if (started.exit() != 0) {
            throw new IOException(machine + " does not start at " + place.name() + ": " + started.text());
        }
    }

    /** Whether the machine runs here. */
    public boolean runs(String machine) throws IOException {
        return virsh("domstate", machine).text().equals("running");
    }

    /** All of it ends at once, its machines too. */
    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
