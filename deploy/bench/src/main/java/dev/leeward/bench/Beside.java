package dev.leeward.bench;

import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A server that is measured beside the stack, for as long as it is open. */
final class Beside implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final int port;

    private Beside(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it on a free port and returns when it listens there. */
    static Beside start(String name, File log, IntFunction<ProcessBuilder> command) {
        int port = freePort();
        try {
            var process = command.apply(port)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-" + name));
            var server = new Beside(process, port);
            Stopwatch.await(
                    START_LIMIT,
                    name + " to listen (see " + log + ")",
                    () -> server.listens() ? Optional.of(port) : Optional.empty());
            return server;
        } catch (IOException e) {
            throw new UserError(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    int port() {
        return port;
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new UserError("it ended with status " + process.exitValue());
        }
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UserError("no free port: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
