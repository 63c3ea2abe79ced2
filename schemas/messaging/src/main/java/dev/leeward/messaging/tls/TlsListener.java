package dev.leeward.messaging.tls;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Listens with TLS, on event loops of its own: whoever is waited for holds up nothing else, and the service's own HTTP
 * metrics stay its own. Certificates that are renewed are taken into use within a minute.
 */
public final class TlsListener implements AutoCloseable {

    /** Bytes of a request's headers, at most. */
    public static final int MAX_HEADERS = 32 * 1024;

    private static final Logger LOG = Logger.getLogger(TlsListener.class);
    private static final int LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final VertxOptions OPTIONS = new VertxOptions()
            .setEventLoopPoolSize(LOOPS)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    private static final long RENEWAL_MILLIS = 60_000;

    private final Binding binding;
    private final Vertx vertx = Vertx.vertx(OPTIONS);
    private final List<HttpServer> servers = new ArrayList<>();

    private FileTime certified = FileTime.fromMillis(0);

    /** Listens to nothing yet. */
    public TlsListener(Binding binding) {
        this.binding = binding;
    }

    /** Its event loops, which end with it. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Begins to listen.
     *
     * @throws RuntimeException where the certificate cannot be used or the port is taken
     */
    public synchronized void listen(Handler<HttpServerRequest> handler) {
        certified = changed();
        for (int i = 0; i < LOOPS; i++) {
            HttpServer server = vertx.createHttpServer(options()).requestHandler(handler);
            server.listen().toCompletionStage().toCompletableFuture().join();
            servers.add(server);
        }
        vertx.setPeriodic(
                RENEWAL_MILLIS,
                _ -> vertx.executeBlocking(this::renewed, true)
                        .onFailure(cause -> LOG.errorf(
                                cause,
                                "tls.certificate-unusable settings=%s: the old one stays in use",
                                binding.settings())));
    }

    /**
     * Takes the certificate's files into use where they have changed; open connections keep what they began with.
     *
     * @return whether they had
     */
    public synchronized boolean renewed() {
        FileTime now = changed();
        if (now.equals(certified)) {
            return false;
        }
        for (HttpServer server : servers) {
            server.updateSSLOptions(options().getSslOptions(), true)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        certified = now;
        LOG.infof("tls.certificate-renewed file=%s", binding.certificateFile());
        return true;
    }

    private FileTime changed() {
        return binding.files()
                .map(TlsListener::modified)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(binding.host())
                .setPort(binding.port())
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(binding.certificateFile().toString())
                        .addKeyPath(binding.keyFile().toString()))
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_HEADERS / 2)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true);
        binding.clientAuthorityFile()
                .ifPresent(authority -> options.setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString())));
        return options;
    }

    /** Listens no more; what is under way ends. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
