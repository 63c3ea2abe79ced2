package dev.leeward.policy.edge.vsphere;

import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.tls.Binding;
import dev.leeward.messaging.tls.TlsListener;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.PlacementAudit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens where the gateway is configured; a mistake in the configuration ends the service at its start. */
@Singleton
class GatewayServer {

    private static final Logger LOG = Logger.getLogger(GatewayServer.class);

    private final GatewaySettings settings;
    private final DecisionDesk desk;
    private final PlacementAudit audit;
    private final EventContext context;
    private final MeterRegistry registry;

    private @Nullable TlsListener listener;

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
        TlsListener own = new TlsListener(binding());
        listener = own;
        try {
            listen(own, settings.upstream().get());
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private Binding binding() {
        return new Binding(
                "leeward.vsphere-gateway",
                settings.host(),
                settings.port(),
                settings.certificate(),
                settings.key(),
                Optional.empty());
    }

    private void listen(TlsListener own, URI address) {
        Vertx vertx = own.vertx();
        Upstream upstream = new Upstream(vertx, address, settings);
        Vcenter vcenter = new Vcenter(upstream, settings.decisionTimeout());
        Inventory inventory = new Inventory(vcenter, settings.hostId(), settings.workloadId());
        Account account = account(vcenter);
        GatewayMetrics metrics = new GatewayMetrics(registry);
        Guard guard = new Guard(desk, context, inventory, account, settings);
        Gateway gateway = new Gateway(vertx, upstream, vcenter, guard, settings, metrics);
        own.listen(gateway::handle);
        if (account == null) {
            LOG.warn("gateway.moves-unwatched: moves that do not pass the gateway are seen only with an account for"
                    + " look-ups (leeward.vsphere-gateway.user, password-file)");
        } else {
            new MoveWatch(upstream.authority(), vcenter, inventory, account, audit, settings, metrics).start(vertx);
        }
        LOG.infof("gateway.listening host=%s port=%d upstream=%s", settings.host(), settings.port(), address);
    }

    void stop(@Observes ShutdownEvent event) {
        if (listener != null) {
            listener.close();
        }
    }

    /** As {@link TlsListener#renewed}. */
    boolean renewed() {
        return listener != null && listener.renewed();
    }

    private @Nullable Account account(Vcenter vcenter) {
        if (settings.user().isEmpty()) {
            return null;
        }
        return new Account(vcenter, settings.user().get(), binding().needed("password-file", settings.passwordFile()));
    }
}
