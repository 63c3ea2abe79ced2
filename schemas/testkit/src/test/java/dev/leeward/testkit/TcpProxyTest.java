package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private ServerSocket echo = unconnected();
    private TcpProxy proxy = TcpProxy.to(echo.getLocalPort());

    @BeforeEach
    void answer() {
        Thread.ofVirtual().start(() -> accept(echo));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void letsEverythingThrough() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(7);
        }
    }

    @Test
    void cutsConnectionsOldAndNewUntilItHeals() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(1);
            proxy.cut();
            assertThat(isDead(client)).isTrue();
        }
        try (Socket client = connect()) {
            assertThat(isDead(client)).isTrue();
        }
        proxy.heal();
        try (Socket client = connect()) {
            assertThat(ask(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void stallsWithoutBreakingAndGoesOnWhereItStopped() throws IOException {
        try (Socket client = connect()) {
            proxy.stall();
            client.setSoTimeout(200);

            assertThatThrownBy(() -> ask(client, 3)).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();
            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read()).isEqualTo(3);
        }
    }

    @Test
    void delaysBothWays() throws IOException {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();

            assertThat(ask(client, 4)).isEqualTo(4);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void followsAServerThatComesBackElsewhere() throws IOException {
        try (ServerSocket other = unconnected()) {
            Thread.ofVirtual().start(() -> accept(other));
            proxy.retarget(other.getLocalPort());
            echo.close();

            try (Socket client = connect()) {
                assertThat(ask(client, 5)).isEqualTo(5);
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(Ports.loopback(), proxy.port());
        socket.setSoTimeout(5000);
        return socket;
    }

    private static int ask(Socket client, int question) throws IOException {
        client.getOutputStream().write(question);
        return client.getInputStream().read();
    }

    private static boolean isDead(Socket client) {
        try {
            return ask(client, 9) < 0;
        } catch (IOException broken) {
            return true;
        }
    }

    private static ServerSocket unconnected() {
        try {
            return new ServerSocket(0, 50, Ports.loopback());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> echo(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
            System.getLogger(TcpProxyTest.class.getName()).log(System.Logger.Level.DEBUG, "broken", broken);
        }
    }
}
