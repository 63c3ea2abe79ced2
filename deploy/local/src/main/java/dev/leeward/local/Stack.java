package dev.leeward.local;

import dev.leeward.local.world.World;
import dev.leeward.testkit.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole product on this machine: one infrastructure process and the five services. */
public final class Stack {
    private static final String INFRA = "infra";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long LEAST_FREE_BYTES = 1L << 30;

    private final Settings settings;
    private final Identity identity;
    private final PrintStream progress;

    public Stack(Settings settings, PrintStream progress) {
        this.settings = settings;
        this.identity = Identity.at(settings.identity());
        this.progress = progress;
    }

    public Settings settings() {
        return settings;
    }

    /** The world that the stack was started with. */
    public World world() {
        return WorldFiles.inForce(settings);
    }

    public Identity identity() {
        return identity;
    }

    /** Starts what does not run yet and returns when all of it is healthy. */
    public void up(Path world, HostAgents.TpmKind tpm) {
        requireSpace();
        WorldFiles.install(settings, world);
        ResultKeys.install(settings);
        var missing = processes().stream()
                .filter(process -> process.handle().isEmpty())
                .toList();
        if (missing.isEmpty()) {
            progress.println("Leeward is up already.");
            awaitHealthy();
            return;
        }
        missing.forEach(ManagedProcess::forget);
        stopOrphans();
        requireFreePorts(missing);
        var started = new Stopwatch();
        var rescue = new Thread(() -> missing.forEach(process -> process.stop(Duration.ofSeconds(5))), "rescue");
        Runtime.getRuntime().addShutdownHook(rescue);
        startInfrastructure(tpm);
        Part.services().forEach(service -> start(service, Map.of()));
        awaitHealthy();
        Runtime.getRuntime().removeShutdownHook(rescue);
        progress.printf("All healthy after %.1f s.%n", started.seconds());
    }

    /** Stops everything; the data stays. */
    public void down() {
        var running = processes().stream().filter(ManagedProcess::wasStarted).toList();
        if (running.isEmpty()) {
            stopOrphans();
            progress.println("Nothing is running.");
            return;
        }
        try (var scope = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            running.stream()
                    .filter(process -> !process.name().equals(INFRA))
                    .forEach(process -> scope.execute(() -> process.stop(Duration.ofSeconds(15))));
        }
        process(INFRA).stop(Duration.ofSeconds(30));
        stopOrphans();
        progress.println("Stopped: "
                + String.join(", ", running.stream().map(ManagedProcess::name).toList()) + ".");
    }

    /** Forgets all data. Nothing may be running. */
    public void wipe() {
        for (var folder : List.of(settings.data(), settings.home().resolve("logs"))) {
            deleteTree(folder);
        }
        deleteTree(settings.world());
    }

    public boolean isUp() {
        return processes().stream().allMatch(process -> process.handle().isPresent());
    }

    /** Kills one service as a power loss would, without a word. */
    public void kill(Part service) {
        process(service.shortName()).kill();
    }

    /** Starts one service again and returns when it is healthy. */
    public void restart(Part service) {
        restart(service, Map.of());
    }

    /** As {@link #restart(Part)}, with environment variables besides those that it has anyway. */
    public void restart(Part service, Map<String, String> environment) {
        process(service.shortName()).forget();
        start(service, environment);
        awaitHealthy(service);
    }

    /** Holds one service where it is, until {@link #resume}. */
    public void pause(Part service) {
        process(service.shortName()).signal("STOP");
    }

    /** Lets a held service go on. */
    public void resume(Part service) {
        process(service.shortName()).signal("CONT");
    }

    /** The process of a service that runs. */
    public ProcessHandle processOf(Part service) {
        return running(service.shortName());
    }

    /** The process of Kafka, which runs. */
    public ProcessHandle infrastructure() {
        return running(INFRA);
    }

    /** A Quarkus application in a JVM as the services have, that checks callers as they do: a measure to put beside them. */
    public ProcessBuilder beside(Path jar, int port) {
        if (!Files.exists(jar)) {
            throw new UserError("there is no %s; run ./leeward build".formatted(jar));
        }
        var command = java(heapOf(Part.POLICY));
        command.addAll(List.of("-jar", jar.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("LEEWARD_IDENTITY_PUBLIC_KEY", identity.publicKey());
        builder.environment().put("LEEWARD_IDENTITY_ISSUER", identity.issuer());
        return builder;
    }

    private ProcessHandle running(String name) {
        return process(name).handle().orElseThrow(() -> new UserError(name + " does not run; see ./leeward status"));
    }

    /** One line a process: name, state, address, memory. */
    public List<String> status() {
        var lines = new ArrayList<String>();
        lines.add("%-12s %-10s %8s  %s".formatted("process", "state", "MiB", "address"));
        for (var process : processes()) {
            var part = Part.services().stream()
                    .filter(service -> service.shortName().equals(process.name()))
                    .findFirst();
            lines.add("%-12s %-10s %8s  %s"
                    .formatted(
                            process.name(),
                            state(process, part),
                            process.handle().map(Stack::residentMiB).orElse("-"),
                            part.map(settings::url)
                                    .orElse("Kafka 127.0.0.1:%d, PostgreSQL 127.0.0.1:%d"
                                            .formatted(settings.port(Part.KAFKA), settings.port(Part.POSTGRES)))));
        }
        return lines;
    }

    private String state(ManagedProcess process, Optional<Part> part) {
        if (process.handle().isEmpty()) {
            return process.wasStarted() ? "dead" : "stopped";
        }
        if (part.isEmpty()) {
            return Files.exists(Infrastructure.readyMark(settings)) ? "healthy" : "starting";
        }
        return api().isHealthy(part.get()) ? "healthy" : "unhealthy";
    }

    public Api api() {
        return new Api(settings, identity);
    }

    private void startInfrastructure(HostAgents.TpmKind tpm) {
        var infra = process(INFRA);
        if (infra.handle().isPresent()) {
            return;
        }
        try {
            Files.deleteIfExists(Infrastructure.readyMark(settings));
        } catch (IOException e) {
            throw new UserError("cannot write in " + settings.runFolder() + ": " + e.getMessage(), e);
        }
        var command = java("192m");
        command.addAll(List.of(
                "-Dleeward.root=" + settings.root(),
                "-Dleeward.home=" + settings.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Infrastructure.class.getName(),
                tpm.name()));
        infra.start(command, settings.environment());
        await(infra, () -> Files.exists(Infrastructure.readyMark(settings)), "Kafka and PostgreSQL");
    }

    /** PostgreSQL outlives an infrastructure process that was killed; nothing else may use its data or its port. */
    private void stopOrphans() {
        if (process(INFRA).handle().isEmpty() && EmbeddedPostgresServer.stopSurvivors(settings.postgres())) {
            progress.println("Stopped a PostgreSQL whose infrastructure process was gone.");
        }
    }

    private void start(Part service, Map<String, String> more) {
        var process = process(service.shortName());
        if (process.handle().isPresent()) {
            return;
        }
        var jar = settings.root().resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new UserError(
                    "%s is not built: there is no %s; run ./leeward build".formatted(service.module(), jar));
        }
        var command = java(heapOf(service));
        command.addAll(List.of("-jar", jar.toString()));
        var environment = environmentOf(service);
        environment.putAll(more);
        process.start(command, environment);
    }

    /**
     * What folds everything keeps thousands of events at once, and what hosts attest to has thousands of answers on their
     * way: with less, a backlog is spent on collecting garbage.
     */
    private static String heapOf(Part service) {
        return switch (service) {
            case COMPLIANCE -> "256m";
            case ATTESTATION -> "192m";
            case KAFKA, POSTGRES, POLICY, MIGRATION, DR -> "128m";
        };
    }

    private static List<String> java(String heap) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=192m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    }

    private Map<String, String> environmentOf(Part service) {
        var environment = new LinkedHashMap<>(settings.environment());
        Stream.of(Part.values()).map(Part::variable).forEach(environment::remove);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(service)));
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(settings.port(Part.POSTGRES), service.shortName()));
        environment.put("QUARKUS_DATASOURCE_USERNAME", "leeward");
        environment.put("QUARKUS_DATASOURCE_PASSWORD", "leeward");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", settings.bootstrapServers());
        environment.put("LEEWARD_IDENTITY_PUBLIC_KEY", identity.publicKey());
        environment.put("LEEWARD_IDENTITY_ISSUER", identity.issuer());
        environment.put(
                "LEEWARD_ATTESTATION_RESULT_SIGNING_KEYS",
                settings.resultSigningKeys().toString());
        environment.put("LEEWARD_POLICY_RESULT_KEYS", settings.resultKeys().toString());
        environment.putIfAbsent("LEEWARD_POLICY_REVIEW", "single");
        environment.put("LEEWARD_INVENTORY_FILE", settings.inventory().toString());
        environment.put("LEEWARD_CONSOLE_LOGIN_LINK", "true");
        environment.put("LEEWARD_CONSOLE_POLICY_SERVICE", settings.url(Part.POLICY));
        environment.put("LEEWARD_SIMULATOR_WORLD", settings.simulatorWorld().toString());
        return environment;
    }

    private void awaitHealthy() {
        Part.services().forEach(this::awaitHealthy);
    }

    private void awaitHealthy(Part service) {
        var api = api();
        await(process(service.shortName()), () -> api.isHealthy(service), service.module());
    }

    private void await(ManagedProcess process, java.util.function.BooleanSupplier healthy, String what) {
        var watch = new Stopwatch();
        while (!healthy.getAsBoolean()) {
            if (process.handle().isEmpty()) {
                throw new UserError("%s ended while it started. The end of %s:%n  %s"
                        .formatted(what, process.log(), String.join("\n  ", process.lastLines(15))));
            }
            if (watch.elapsed().compareTo(START_LIMIT) > 0) {
                throw new UserError("%s is not healthy after %d s; look at %s"
                        .formatted(what, START_LIMIT.toSeconds(), process.log()));
            }
            Stopwatch.pause(Duration.ofMillis(100));
        }
        progress.printf("  %s is healthy%n", what);
    }

    private void requireFreePorts(List<ManagedProcess> missing) {
        for (var part : Part.values()) {
            var owner = part.isService() ? part.shortName() : INFRA;
            if (missing.stream().anyMatch(process -> process.name().equals(owner))) {
                requireFreePort(part);
            }
        }
    }

    private void requireFreePort(Part part) {
        int port = settings.port(part);
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw new UserError("port %d, which %s needs, is taken; free it, or set %s to another port"
                    .formatted(port, part.shortName(), part.variable()));
        }
    }

    private void requireSpace() {
        try {
            Files.createDirectories(settings.home());
            long free = Files.getFileStore(settings.home()).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                throw new UserError("only %d MiB are free under %s and 1024 are needed; make room, or set LEEWARD_HOME"
                        .formatted(free >> 20, settings.home()));
            }
        } catch (IOException e) {
            throw new UserError(
                    "cannot write in %s: %s; set LEEWARD_HOME to a folder of yours"
                            .formatted(settings.home(), e.getMessage()),
                    e);
        }
    }

    private List<ManagedProcess> processes() {
        return Stream.concat(Stream.of(INFRA), Part.services().stream().map(Part::shortName))
                .map(this::process)
                .toList();
    }

    private ManagedProcess process(String name) {
        return new ManagedProcess(name, settings);
    }

    private static String residentMiB(ProcessHandle process) {
        long total = Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> residentKiB(each.pid()))
                .sum();
        return total == 0 ? "?" : Long.toString(total >> 10);
    }

    /** Proportional set size where the system tells it: pages that PostgreSQL's processes share count once. */
    private static long residentKiB(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private static void deleteTree(Path top) {
        if (!Files.exists(top)) {
            return;
        }
        try (var tree = Files.walk(top)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UserError("cannot empty " + top + ": " + e.getMessage(), e);
        }
    }
}
