package dev.leeward.policy.edge.admission;

import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.tls.Binding;
import dev.leeward.messaging.tls.TlsListener;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.DecisionPoint;
import dev.leeward.policy.app.HostTrust;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Guards a cluster where one is configured; a mistake in the configuration ends the service at its start. */
@Singleton
class AdmissionServer {

    private static final Logger LOG = Logger.getLogger(AdmissionServer.class);

    private final AdmissionSettings settings;
    private final DecisionDesk desk;
    private final DecisionPoint decisions;
    private final DecisionLog log;
    private final HostTrust trust;
    private final EventContext context;
    private final Clock clock;
    private final MeterRegistry registry;

    private @Nullable TlsListener listener;
    private @Nullable KubernetesCluster kubernetes;

    AdmissionServer(
            AdmissionSettings settings,
            DecisionDesk desk,
            DecisionPoint decisions,
            DecisionLog log,
            HostTrust trust,
            EventContext context,
            Clock clock,
            MeterRegistry registry) {
        this.settings = settings;
        this.desk = desk;
        this.decisions = decisions;
        this.log = log;
        this.trust = trust;
        this.context = context;
        this.clock = clock;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        if (settings.cluster().isEmpty()) {
            return;
        }
        TlsListener own = new TlsListener(new Binding(
                "leeward.admission",
                settings.host(),
                settings.port(),
                settings.certificate(),
                settings.key(),
                settings.clientCa()));
        listener = own;
        try {
            KubernetesCluster cluster = new KubernetesCluster(own.vertx(), settings);
            kubernetes = cluster;
            AdmissionMetrics metrics = new AdmissionMetrics(registry);
            own.listen(webhook(own, cluster, metrics)::handle);
            TrustMarks marks = new TrustMarks(cluster, trust::of, clock, settings, metrics);
            cluster.watch(settings.marks() ? () -> marks.soon(own.vertx()) : () -> {});
            if (settings.marks()) {
                marks.start(own.vertx());
            }
        } catch (RuntimeException e) {
            stop(new ShutdownEvent());
            throw e;
        }
        if (settings.clientCa().isEmpty() && settings.tokenFile().isEmpty()) {
            LOG.warn("admission.callers-unknown: whoever reaches the port can ask in anybody's name, and leave"
                    + " decisions; set leeward.admission.client-ca or token-file");
        }
        LOG.infof(
                "admission.listening host=%s port=%d cluster=%s",
                settings.host(), settings.port(), settings.cluster().get());
    }

    /** What answers an API server about a cluster. */
    Webhook webhook(TlsListener own, Cluster cluster, AdmissionMetrics metrics) {
        Placements placements = new Placements(cluster, settings);
        Guard guard = new Guard(desk, decisions, log, context, placements, new Principals(settings), settings);
        return new Webhook(own.vertx(), guard, settings, metrics);
    }

    void stop(@Observes ShutdownEvent event) {
        if (kubernetes != null) {
            kubernetes.close();
        }
        if (listener != null) {
            listener.close();
        }
    }
}
