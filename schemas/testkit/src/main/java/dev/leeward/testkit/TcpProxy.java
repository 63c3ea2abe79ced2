package dev.leeward.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP connection that can be broken: it stands between a client and a server on 127.0.0.1 and can cut, stall and delay
 * what goes through it, both ways.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile int target;
    private volatile boolean cut;
    private volatile boolean stalled;
    private volatile boolean closed;
    private volatile Duration delay = Duration.ZERO;

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** A proxy in front of the port, on a free port of its own. */
    public static TcpProxy to(int target) {
        try {
            TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, Ports.loopback()), target);
            Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sends new connections to another port, for a server that comes back elsewhere. */
    public void retarget(int port) {
        target = port;
    }

    /** Breaks every connection, and each new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(TcpProxy::drop);
        wake();
    }

    /** Keeps every connection open, and lets nothing through: the fault that time-outs are for. */
    public void stall() {
        stalled = true;
    }

    /** Lets each piece wait that long before it goes on. */
    public void delay(Duration time) {
        delay = time;
    }

    /** All is well again. */
    public void heal() {
        cut = false;
        stalled = false;
        delay = Duration.ZERO;
        wake();
    }

    @Override
    public void close() {
        closed = true;
        cut = true;
        drop(listener);
        sockets.forEach(TcpProxy::drop);
        wake();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    drop(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        try {
            server.connect(new InetSocketAddress(Ports.loopback(), target), 2000);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException unreachable) {
            end(client, server);
            return;
        }
        if (cut) {
            end(client, server);
            return;
        }
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
    }

    private void pump(Socket from, Socket to) {
        byte[] piece = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(piece);
            while (length >= 0) {
                hold();
                out.write(piece, 0, length);
                length = in.read(piece);
            }
        } catch (IOException | InterruptedException broken) {
            return;
        } finally {
            end(from, to);
        }
    }

    private void hold() throws InterruptedException {
        if (!delay.isZero()) {
            Thread.sleep(delay);
        }
        lock.lock();
        try {
            while (stalled && !cut) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket one, Socket other) {
        drop(one);
        drop(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void drop(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            System.getLogger(TcpProxy.class.getName()).log(System.Logger.Level.DEBUG, "proxy.close-failed", e);
        }
    }
}
