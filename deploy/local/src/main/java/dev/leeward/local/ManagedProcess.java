package dev.leeward.local;

import dev.leeward.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that outlives the command that started it. Its pid file carries the process's birth too, so that
 * a pid that the system gave to somebody else is never mistaken for ours.
 */
final class ManagedProcess {
    private final String name;
    private final Path pidFile;
    private final Path log;

    ManagedProcess(String name, Settings settings) {
        this.name = name;
        this.pidFile = settings.runFolder().resolve(name + ".pid");
        this.log = settings.log(name);
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /** Whether it was started and not stopped since, dead or alive. */
    boolean wasStarted() {
        return Files.exists(pidFile);
    }

    Optional<ProcessHandle> handle() {
        try {
            var fields = Files.readString(pidFile).strip().split(" ", 2);
            return ProcessHandle.of(Long.parseLong(fields[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(found -> Processes.birthOf(found).equals(fields[1]));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void start(List<String> command, Map<String, String> environment) {
        try {
            Files.createDirectories(pidFile.getParent());
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(detached(command))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            var process = builder.start().toHandle();
            Files.writeString(pidFile, process.pid() + " " + Processes.birthOf(process) + "\n");
        } catch (IOException e) {
            throw new UserError("cannot start %s: %s; look at %s".formatted(name, e.getMessage(), log), e);
        }
    }

    /** Ends it: first asked, then killed after the given time. */
    void stop(Duration patience) {
        handle().ifPresent(process -> {
            process.destroy();
            if (!endsWithin(process, patience)) {
                process.destroyForcibly();
                if (!endsWithin(process, Duration.ofSeconds(10))) {
                    throw new UserError("%s (pid %d) does not end; end it by hand".formatted(name, process.pid()));
                }
            }
        });
        forget();
    }

    void kill() {
        handle().ifPresent(process -> {
            process.destroyForcibly();
            endsWithin(process, Duration.ofSeconds(10));
        });
    }

    void signal(String signal) {
        var process = handle().orElseThrow(() -> new UserError(name + " does not run; see ./leeward status"));
        Processes.signal(process.pid(), signal);
    }

    void forget() {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UserError("cannot remove " + pidFile + ": " + e.getMessage(), e);
        }
    }

    List<String> lastLines(int count) {
        try {
            var lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
    }

    /** A session of its own, where the system has setsid: closing the terminal then ends nothing. */
    private static List<String> detached(List<String> command) {
        var setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        var all = new ArrayList<String>();
        all.add(setsid.toString());
        all.addAll(command);
        return all;
    }

    private static boolean endsWithin(ProcessHandle process, Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
