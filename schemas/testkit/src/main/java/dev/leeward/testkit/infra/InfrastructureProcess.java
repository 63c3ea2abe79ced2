package dev.leeward.testkit.infra;

import dev.leeward.testkit.EmbeddedKafka;
import dev.leeward.testkit.EmbeddedPostgresServer;
import dev.leeward.testkit.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The process that hosts the shared broker and database, until the last build that uses them is gone or idle. */
public final class InfrastructureProcess {
    private static final Duration IDLE = Duration.ofMinutes(20);

    private final Path home;
    private final Path data;

    private InfrastructureProcess(Path home) {
        this.home = home;
        this.data = home.resolve("data");
    }

    /** Arguments: the folder to live in, and whether to use containers (auto, always, never). */
    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        try {
            new InfrastructureProcess(home).run(arguments[1]);
            System.exit(0);
        } catch (RuntimeException e) {
            e.printStackTrace();
            Infrastructure.writeFailure(SharedInfrastructure.stateFile(home), String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private void run(String containers) throws IOException {
        EmbeddedPostgresServer.stopSurvivors(data);
        delete(data);
        try (Host host = Containers.wanted(containers) ? Containers.start() : startEmbedded()) {
            Thread closer = new Thread(() -> end(host), "closer");
            Runtime.getRuntime().addShutdownHook(closer);
            host.infrastructure().write(SharedInfrastructure.stateFile(home));
            waitUntilUnused();
            Runtime.getRuntime().removeShutdownHook(closer);
        }
        delete(data);
    }

    private Host startEmbedded() {
        EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(data, Reactor.directory("postgres"), 0);
        EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
        Infrastructure infrastructure = new Infrastructure(
                ProcessHandle.current().pid(),
                "embedded Kafka (KRaft) and PostgreSQL",
                kafka.bootstrapServers(),
                "127.0.0.1",
                postgres.port(),
                "");
        return new Host(infrastructure, () -> {
            kafka.close();
            postgres.close();
        });
    }

    private void end(Host host) {
        host.close();
        try {
            Files.deleteIfExists(SharedInfrastructure.stateFile(home));
            delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitUntilUnused() throws IOException {
        long lastUse = System.nanoTime();
        while (true) {
            pause();
            if (isInUse()) {
                lastUse = System.nanoTime();
            }
            boolean idle = System.nanoTime() - lastUse > IDLE.toNanos();
            if (idle || !SharedInfrastructure.owners(home).anyAlive()) {
                Optional<JvmLock> lock = JvmLock.tryTo(SharedInfrastructure.lockFile(home));
                if (lock.isPresent()) {
                    try (JvmLock _ = lock.get()) {
                        if (idle || !SharedInfrastructure.owners(home).anyAlive()) {
                            Files.deleteIfExists(SharedInfrastructure.stateFile(home));
                            delete(home.resolve("owners"));
                            return;
                        }
                    }
                }
            }
        }
    }

    private boolean isInUse() throws IOException {
        Optional<JvmLock> turn = SharedInfrastructure.in(home).takeTurn(Duration.ZERO);
        if (turn.isPresent()) {
            turn.get().close();
            return false;
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A running broker and database, and how to stop them. */
    record Host(Infrastructure infrastructure, Runnable stop) implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }
}
