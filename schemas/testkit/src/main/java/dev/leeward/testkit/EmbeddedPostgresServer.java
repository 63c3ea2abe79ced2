package dev.leeward.testkit;

import dev.leeward.testkit.infra.JvmLock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server as a child of this JVM, on 127.0.0.1 only, as careful with its data as in production (fsync
 * and synchronous commit are on). Its directory is durable: a server that is started on it again has the databases of
 * the one before.
 *
 * <p>PostgreSQL outlives a JVM that is killed. The next start on the directory finds such a survivor by its process id,
 * makes sure that it is the server of this directory, stops it, says so, and starts afresh.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
    /** The role that owns every database, and its password. */
    public static final String USER = "leeward";

    /** The password of {@link #USER}. */
    public static final String PASSWORD = "leeward";

    private static final System.Logger LOG = System.getLogger(EmbeddedPostgresServer.class.getName());
    /**
     * What fails is an exception here, and in postgres.log. The logger is kept because the log manager holds loggers
     * weakly, and would forget the level.
     */
    private static final Logger SILENT = Logger.getLogger("io.zonky.test.db.postgres");

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "120"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("password_encryption", "scram-sha-256"));

    private final EmbeddedPostgres server;
    private final Path data;
    private final long pid;
    private boolean closed;

    private EmbeddedPostgresServer(EmbeddedPostgres server, Path data, long pid) {
        this.server = server;
        this.data = data;
        this.pid = pid;
    }

    /**
     * Starts a server on the directory, which is initialised where it is new.
     *
     * @param directory where the data, the server's programs and its log are kept
     * @param port the port on 127.0.0.1, or 0 for a free one
     */
    public static EmbeddedPostgresServer start(Path directory, int port) {
        return start(directory, directory.resolve("programs"), port);
    }

    /** The same with PostgreSQL's programs in a directory that several servers share. */
    public static EmbeddedPostgresServer start(Path directory, Path programs, int port) {
        SILENT.setLevel(java.util.logging.Level.OFF);
        try {
            Path home = Files.createDirectories(directory).toRealPath();
            Files.createDirectories(programs);
            Path data = home.resolve("data");
            Path complete = home.resolve("complete");
            requireUnused(data);
            stopSurvivors(directory);
            if (Files.exists(data) && !Files.exists(complete)) {
                LOG.log(Level.INFO, "postgres.incomplete-data-removed directory={0}", data);
                delete(data);
            }
            int actual = port == 0 ? Ports.free() : port;
            Ports.requireFree(actual, "PostgreSQL");
            EmbeddedPostgres server = start(home, data, programs.toRealPath(), actual);
            EmbeddedPostgresServer started = new EmbeddedPostgresServer(server, data, pidOf(data));
            started.databases().createRole(USER, PASSWORD);
            if (!Files.exists(complete)) {
                Files.createFile(complete);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "PostgreSQL cannot be started in " + directory + "; see postgres.log there", e);
        }
    }

    private static EmbeddedPostgres start(Path home, Path data, Path programs, int port) throws IOException {
        File log = home.resolve("postgres.log").toFile();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(programs.toFile())
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setLocaleConfig("locale", "C")
                .setPGStartupWait(START)
                .setDataDirectoryCustomizer(EmbeddedPostgresServer::writeAccessRules)
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log));
        SETTINGS.forEach(builder::setServerConfig);
        return builder.start();
    }

    /** The administrator comes in from this machine without a password, everybody else with one. */
    private static void writeAccessRules(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), """
                    host all postgres 127.0.0.1/32 trust
                    host all all      127.0.0.1/32 scram-sha-256
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates the database where it is not there yet. */
    public void createDatabase(String name) {
        databases().create(name, USER);
    }

    private Databases databases() {
        return new Databases("127.0.0.1", port(), "");
    }

    /** The address of one of its databases. */
    public String jdbcUrl(String database) {
        return databases().jdbcUrl(database);
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** The process id of the server. */
    public long pid() {
        return pid;
    }

    /** Whether its process runs. */
    public boolean runs() {
        return Processes.runs(pid);
    }

    /** Shuts the server down cleanly and waits until its process is gone; its directory stays. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stopProcesses(data);
        }
    }

    /** A living process that started the server holds this lock; a survivor's parent no longer does. */
    private static void requireUnused(Path data) throws IOException {
        Path lock = data.resolve("epg-lock");
        if (!Files.exists(lock)) {
            return;
        }
        Optional<JvmLock> taken = JvmLock.tryTo(lock);
        if (taken.isEmpty()) {
            throw new IllegalStateException("PostgreSQL's directory " + data + " is in use by another process");
        }
        taken.get().close();
    }

    /**
     * Stops a server that still runs on the directory, whoever started it.
     *
     * @return whether there was one
     */
    public static boolean stopSurvivors(Path directory) {
        try {
            Path data = directory.resolve("data");
            return Files.isDirectory(data) && stopProcesses(data.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean stopProcesses(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        boolean stopped = false;
        try {
            if (Files.exists(pidFile)) {
                long postmaster = pidOf(data);
                if (isServerOf(data, postmaster)) {
                    LOG.log(
                            Level.INFO,
                            "postgres.survivor-stopped pid={0} directory={1}",
                            String.valueOf(postmaster),
                            data);
                    Processes.signal(postmaster, "INT");
                    stopped = Processes.await(STOP, () -> !Processes.runs(postmaster));
                }
            }
            if (!Processes.await(STOP, () -> Processes.workingIn(data).isEmpty())) {
                List<Long> stuck = Processes.workingIn(data);
                LOG.log(Level.WARNING, "postgres.killed pids={0} directory={1}", stuck, data);
                stuck.forEach(Processes::kill);
                stopped = true;
            }
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stopped;
    }

    /** A process id in a file may by now belong to somebody else: look before you signal. */
    private static boolean isServerOf(Path data, long pid) {
        if (!Processes.runs(pid)) {
            return false;
        }
        if (Files.isDirectory(Path.of("/proc"))) {
            return Processes.workingIn(data).contains(pid);
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> command.endsWith("postgres"))
                .orElse(false);
    }

    private static long pidOf(Path data) throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .map(String::trim)
                    .filter(line -> line.matches("\\d+"))
                    .map(Long::valueOf)
                    .orElse(-1L);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
