package dev.leeward.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Processes of this machine, by their id. */
public final class Processes {
    private static final Path PROC = Path.of("/proc");
    /** Field 22 of {@code /proc/PID/stat} (proc_pid_stat(5)); the second is the name, which may hold blanks. */
    private static final int START_AFTER_NAME = 19;

    private Processes() {}

    /** Whether the process runs; one that has ended and only waits to be collected by its parent does not. */
    public static boolean runs(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
    }

    /**
     * What tells the process from any other that has had its id. Where the system has {@code /proc} it is the tick at which
     * the process started, counted from boot: a start as a time of day moves when the clock is set.
     */
    public static String birthOf(ProcessHandle process) {
        try {
            String stat =
                    Files.readString(PROC.resolve(String.valueOf(process.pid())).resolve("stat"));
            return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                    .get(START_AFTER_NAME);
        } catch (IOException goneOrNoProc) {
            return process.info().startInstant().map(Instant::toString).orElse("unknown");
        }
    }

    /** Sends a signal, for example {@code INT}, {@code STOP} or {@code KILL}. */
    public static void signal(long pid, String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0 && runs(pid)) {
                throw new IllegalStateException("Process " + pid + " cannot be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending SIG" + signal + " to " + pid, e);
        }
    }

    /** Ends the process at once, as a power cut would, and waits until it is gone. */
    public static void kill(long pid) {
        signal(pid, "KILL");
        if (!await(Duration.ofSeconds(10), () -> !runs(pid))) {
            throw new IllegalStateException("Process " + pid + " is still there after SIGKILL");
        }
    }

    /** Processes that work in the directory; empty where the system does not tell. */
    static List<Long> workingIn(Path directory) {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(pid -> directory.equals(workingDirectory(pid)) && runs(pid))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks again and again until the condition holds; false where it does not in time. */
    public static boolean await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting", e);
            }
        }
        return true;
    }

    private static Path workingDirectory(long pid) {
        try {
            return Files.readSymbolicLink(PROC.resolve(String.valueOf(pid)).resolve("cwd"));
        } catch (IOException e) {
            return Path.of("");
        }
    }

    /** A killed process is a zombie while its last threads still hold its files and ports: it is gone only after them. */
    private static boolean isZombie(long pid) {
        Path process = PROC.resolve(String.valueOf(pid));
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')')) && threads.count() <= 1;
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }
}
