package dev.leeward.testkit.infra;

import dev.leeward.testkit.Ports;
import dev.leeward.testkit.Processes;
import dev.leeward.testkit.Reactor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A broker and a database server for the modules of a build, which take turns on them. The first test that needs them
 * starts a process that hosts both; the others find it by a file below the root's {@code target/testkit}. Modules that
 * are tested side by side have one each.
 */
public final class SharedInfrastructure {
    private static final Duration START = Duration.ofMinutes(3);
    private static final int LOG_LINES = 30;
    private static final int AT_A_TIME = 4;

    private final Path home;

    private SharedInfrastructure(Path home) {
        this.home = home;
    }

    /** Those of this build: as many as modules may be tested at a time, to be taken in this order. */
    public static List<SharedInfrastructure> ofBuild() {
        return IntStream.rangeClosed(1, AT_A_TIME)
                .mapToObj(number -> in(Reactor.directory("infrastructure-" + number)))
                .toList();
    }

    /** The one in the folder. */
    public static SharedInfrastructure in(Path home) {
        return new SharedInfrastructure(home);
    }

    /** Where it is. */
    public Path home() {
        return home;
    }

    /** Finds the running one, or starts it. */
    public Infrastructure obtain() {
        try (JvmLock _ = JvmLock.take(lockFile(home), START.plusSeconds(30))) {
            owners(home).add();
            Optional<Infrastructure> running = running();
            return running.isPresent() ? running.get() : start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the turn to run tests on it.
     *
     * @param patience how long to wait for it
     * @return empty where another JVM has it for all of that time
     */
    public Optional<JvmLock> takeTurn(Duration patience) throws IOException {
        return JvmLock.within(home.resolve("turn.lock"), patience);
    }

    static Path stateFile(Path home) {
        return home.resolve("state.properties");
    }

    static Path lockFile(Path home) {
        return home.resolve("state.lock");
    }

    static Owners owners(Path home) {
        return new Owners(home.resolve("owners"));
    }

    private Optional<Infrastructure> running() throws IOException {
        try {
            return Infrastructure.read(stateFile(home)).filter(SharedInfrastructure::works);
        } catch (IllegalStateException failureOfAnEarlierBuild) {
            return Optional.empty();
        }
    }

    private static boolean works(Infrastructure infrastructure) {
        return Processes.runs(infrastructure.pid())
                && (!infrastructure.postgresHost().equals("127.0.0.1") || Ports.answers(infrastructure.postgresPort()));
    }

    private Infrastructure start() throws IOException {
        Files.deleteIfExists(stateFile(home));
        Path log = home.resolve("infrastructure.log");
        Path arguments = home.resolve("java.args");
        Files.writeString(arguments, "-cp\n\"" + classPath().replace("\\", "\\\\") + "\"\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "@" + arguments,
                        InfrastructureProcess.class.getName(),
                        home.toString(),
                        System.getProperty("leeward.test.containers", "auto"))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Optional<Infrastructure> started = Optional.empty();
        long end = System.nanoTime() + START.toNanos();
        while (started.isEmpty()) {
            if ((!process.isAlive() && !Files.exists(stateFile(home))) || System.nanoTime() > end) {
                process.destroy();
                throw new IllegalStateException(
                        "The shared Kafka and PostgreSQL did not start; the end of " + log + " says:\n" + tail(log));
            }
            pause();
            started = Infrastructure.read(stateFile(home));
        }
        return started.get();
    }

    /** Surefire hides the real class path behind a jar with a manifest, but names it in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String tail(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Kafka and PostgreSQL start", e);
        }
    }
}
