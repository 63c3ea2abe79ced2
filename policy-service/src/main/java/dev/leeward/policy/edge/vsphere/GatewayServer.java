package dev.leeward.policy.edge.vsphere;

import dev.leeward.messaging.EventContext;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.PlacementAudit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens where the gateway is configured; a mistake in the configuration ends the service at its start. */
@Singleton
class GatewayServer {

    private static final Logger LOG = Logger.getLogger(GatewayServer.class);
    private static final int LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** Loops of its own: whoever waits for a vCenter holds up nothing else, and the service's own HTTP metrics stay its own. */
    private static final VertxOptions OPTIONS = new VertxOptions()
            .setEventLoopPoolSize(LOOPS)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));

    private static final long RENEWAL_MILLIS = 60_000;

    private final GatewaySettings settings;
    private final DecisionDesk desk;
    private final PlacementAudit audit;
    private final EventContext context;
    private final MeterRegistry registry;
    private final List<HttpServer> servers = new ArrayList<>();

    private @Nullable Vertx vertx;
    private @Nullable FileTime certified;

    GatewayServer(
            GatewaySettings settings,
            DecisionDesk desk,
            PlacementAudit audit,
            EventContext context,
            MeterRegistry registry) {
        this.settings = settings;
        this.desk = desk;
        this.audit = audit;
        this.context = context;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        if (settings.upstream().isEmpty()) {
            return;
        }
        Vertx own = Vertx.vertx(OPTIONS);
        vertx = own;
        try {
            listen(own, settings.upstream().get());
        } catch (RuntimeException e) {
            stop(new ShutdownEvent());
            throw e;
        }
    }

    private void listen(Vertx own, URI address) {
        Upstream upstream = new Upstream(own, address, settings);
        Vcenter vcenter = new Vcenter(upstream, settings.decisionTimeout());
        Inventory inventory = new Inventory(vcenter, settings.hostId(), settings.workloadId());
        Account account = account(vcenter);
        GatewayMetrics metrics = new GatewayMetrics(registry);
        Guard guard = new Guard(desk, context, inventory, account, settings);
        Gateway gateway = new Gateway(own, upstream, vcenter, guard, settings, metrics);
        certified = changed();
        for (int i = 0; i < LOOPS; i++) {
            HttpServer server = own.createHttpServer(options()).requestHandler(gateway::handle);
            server.listen().toCompletionStage().toCompletableFuture().join();
            servers.add(server);
        }
        own.setPeriodic(
                RENEWAL_MILLIS,
                _ -> own.executeBlocking(this::renewed, true)
                        .onFailure(
                                cause -> LOG.errorf(cause, "gateway.certificate-unusable: the old one stays in use")));
        if (account == null) {
            LOG.warn("gateway.moves-unwatched: moves that do not pass the gateway are seen only with an account for"
                    + " look-ups (leeward.vsphere-gateway.user, password-file)");
        } else {
            new MoveWatch(upstream.authority(), vcenter, inventory, account, audit, settings, metrics).start(own);
        }
        LOG.infof("gateway.listening host=%s port=%d upstream=%s", settings.host(), settings.port(), address);
    }

    void stop(@Observes ShutdownEvent event) {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Takes the certificate's files into use where they have changed; open connections keep what they began with. */
    synchronized boolean renewed() {
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
        LOG.infof("gateway.certificate-renewed file=%s", settings.certificate().orElseThrow());
        return true;
    }

    private FileTime changed() {
        try {
            FileTime certificate = Files.getLastModifiedTime(file("certificate", settings.certificate()));
            FileTime key = Files.getLastModifiedTime(file("key", settings.key()));
            return certificate.compareTo(key) > 0 ? certificate : key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Account account(Vcenter vcenter) {
        if (settings.user().isEmpty()) {
            return null;
        }
        return new Account(vcenter, settings.user().get(), file("password-file", settings.passwordFile()));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(file("certificate", settings.certificate()).toString())
                        .addKeyPath(file("key", settings.key()).toString()))
                .setMaxHeaderSize(Gateway.MAX_HEADERS)
                .setMaxInitialLineLength(Gateway.MAX_HEADERS / 2)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true);
    }

    private static Path file(String key, Optional<Path> file) {
        if (file.isEmpty() || !Files.isReadable(file.get())) {
            throw new IllegalStateException(
                    "leeward.vsphere-gateway.%s: %s. The gateway needs it since upstream is set."
                            .formatted(
                                    key,
                                    file.map(path -> path + " cannot be read").orElse("is not set")));
        }
        return file.get();
    }
}
