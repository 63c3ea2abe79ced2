package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.HdrHistogram.Histogram;

/** The least that asking another process on the same machine costs: one byte there and one back, over TCP. */
final class RoundTrip implements AutoCloseable {
    private final ServerSocket listening;
    private final Socket socket;

    private RoundTrip(ServerSocket listening, Socket socket) {
        this.listening = listening;
        this.socket = socket;
    }

    static RoundTrip open() {
        try {
            var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().name("echo").daemon().start(() -> echo(listening));
            var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            socket.setTcpNoDelay(true);
            return new RoundTrip(listening, socket);
        } catch (IOException e) {
            throw new UserError("no connection to this machine itself: " + e.getMessage(), e);
        }
    }

    /** So many, one after the other, in nanoseconds. */
    Histogram times(int count) {
        var times = Rounds.histogram();
        try {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                out.write(1);
                in.read();
                times.recordValue(System.nanoTime() - start);
            }
        } catch (IOException e) {
            throw new UserError("the echo is gone: " + e.getMessage(), e);
        }
        return times;
    }

    private static void echo(ServerSocket listening) {
        try (var socket = listening.accept()) {
            socket.setTcpNoDelay(true);
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        } catch (IOException e) {
            System.err.println("  the echo ended: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            listening.close();
        } catch (IOException e) {
            throw new UserError("the echo cannot be closed: " + e.getMessage(), e);
        }
    }
}
