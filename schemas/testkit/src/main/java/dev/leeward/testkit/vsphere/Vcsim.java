package dev.leeward.testkit.vsphere;

import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A simulated vCenter on a free port of this machine: data centers {@code DC0}, {@code DC1} and so on with one cluster
 * ({@code DC0_C0}) of two hosts each ({@code DC0_C0_H0}, {@code DC0_C0_H1}). It is built from Go sources when it is first
 * needed, which takes about a minute.
 */
public final class Vcsim implements AutoCloseable {

    /** The one account. */
    public static final String USER = "leeward@vsphere.local";

    /** The Debian packages that it needs. */
    public static final String PACKAGES = "golang-go golang-github-vmware-govmomi-dev golang-github-kr-pretty-dev";

    private static final Path GO_PATH = Path.of("/usr/share/gocode");
    private static final String SOURCE = "main.go";
    private static final int BUILD_MINUTES = 8;
    private static final int STOP_SECONDS = 10;

    private final Process process;
    private final Path folder;
    private final String address;

    private Vcsim(Process process, Path folder, String address) {
        this.process = process;
        this.folder = folder;
        this.address = address;
    }

    /** Why it cannot run here; empty where it can. */
    public static Optional<String> missing() {
        boolean library = Files.isDirectory(GO_PATH.resolve("src/github.com/vmware/govmomi/simulator"))
                && Files.isDirectory(GO_PATH.resolve("src/github.com/kr/pretty"));
        return ToolCheck.find("go").isPresent() && library
                ? Optional.empty()
                : Optional.of(
                        "the vCenter simulator cannot be built; Debian packages " + PACKAGES + " bring what it needs");
    }

    /**
     * Builds it where needed, and starts it.
     *
     * @param folder where it keeps its files
     * @param datacenters how many data centers it has
     * @param hosts hosts by the names that it gives them; others stay as the simulator makes them
     * @throws IOException where it cannot be built or started; the message has what it printed
     */
    public static Vcsim start(Path folder, int datacenters, Map<String, EsxiHost> hosts) throws IOException {
        Path program = program();
        Files.createDirectories(folder);
        Path world = folder.resolve("world.json");
        Files.writeString(world, world(datacenters, hosts));
        Files.writeString(folder.resolve("password"), "secret of " + USER + "\n");
        Path log = folder.resolve("vcsim.log");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-world",
                        world.toString(),
                        "-user",
                        USER,
                        "-password",
                        "secret of " + USER,
                        "-certificate",
                        folder.resolve("ca.crt").toString())
                .redirectError(log.toFile())
                .start();
        BufferedReader output = process.inputReader();
        String ready = output.readLine();
        if (ready == null || !ready.startsWith("READY ")) {
            process.destroyForcibly();
            throw new IOException("the vCenter simulator did not start: " + Files.readString(log));
        }
        return new Vcsim(process, folder, ready.substring("READY ".length()));
    }

    private static String world(int datacenters, Map<String, EsxiHost> hosts) {
        return "{\"datacenters\":" + datacenters + ",\"hosts\":"
                + hosts.entrySet().stream()
                        .map(host -> Json.text(new StringBuilder(), host.getKey())
                                .append(':')
                                .append(host.getValue().toJson()))
                        .collect(Collectors.joining(",", "{", "}"))
                + "}";
    }

    /** The program, built once from each version of its source. */
    private static Path program() throws IOException {
        byte[] source;
        try (InputStream in = Vcsim.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IOException("the source of the vCenter simulator is not on the class path");
            }
            source = in.readAllBytes();
        }
        Path home = Reactor.directory("vcsim");
        Path program = home.resolve("vcsim-" + digest(source));
        if (!Files.exists(program)) {
            Path work = Files.createTempDirectory(home, "build");
            Files.write(work.resolve(SOURCE), source, StandardOpenOption.CREATE);
            build(work, home.resolve("go-cache"));
            Files.move(work.resolve("vcsim"), program, StandardCopyOption.ATOMIC_MOVE);
        }
        return program;
    }

    private static void build(Path work, Path cache) throws IOException {
        Path log = work.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder("go", "build", "-o", "vcsim", SOURCE)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "GO111MODULE",
                        "off",
                        "GOPATH",
                        GO_PATH.toString(),
                        "GOFLAGS",
                        "",
                        "GOCACHE",
                        cache.toString()));
        Process build = builder.start();
        try {
            if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                build.destroyForcibly();
                throw new IOException("the vCenter simulator was not built within " + BUILD_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            build.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the vCenter simulator was built", e);
        }
        if (build.exitValue() != 0) {
            throw new IOException("the vCenter simulator cannot be built: " + Files.readString(log));
        }
    }

    private static String digest(byte[] source) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(source))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Its SDK endpoint. */
    public String url() {
        return "https://" + address + "/sdk";
    }

    /** PEM file of the certificate to trust. */
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /** File that holds the password of {@link #USER}. */
    public Path passwordFile() {
        return folder.resolve("password");
    }

    /** Stops it as a shutdown would; it answers no more. */
    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
