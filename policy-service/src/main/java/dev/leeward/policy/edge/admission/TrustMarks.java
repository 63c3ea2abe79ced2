package dev.leeward.policy.edge.admission;

import dev.leeward.policy.app.HostTrust.Standing;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TrustStatus;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Keeps every node marked by how much its host is trusted. Each replica of the service does; whoever comes second finds it
 * done. Trust runs out by the clock, also while nothing can be learned: nothing becomes trusted then, and nothing stays so
 * beyond its term.
 */
final class TrustMarks {

    private static final Logger LOG = Logger.getLogger(TrustMarks.class);

    private final Cluster cluster;
    private final Function<List<HostId>, Standing> trust;
    private final InstantSource clock;
    private final AdmissionSettings settings;
    private final AdmissionMetrics metrics;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    private Standing last = new Standing(Map.of(), false);

    /** @param trust what is known of hosts */
    TrustMarks(
            Cluster cluster,
            Function<List<HostId>, Standing> trust,
            InstantSource clock,
            AdmissionSettings settings,
            AdmissionMetrics metrics) {
        this.cluster = cluster;
        this.trust = trust;
        this.clock = clock;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Looks from now on, again and again; ends with the given Vert.x. */
    void start(Vertx vertx) {
        vertx.setPeriodic(1, settings.markInterval().toMillis(), _ -> soon(vertx));
    }

    /** Looks as soon as no look is under way. */
    void soon(Vertx vertx) {
        again.set(true);
        if (looking.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                while (again.getAndSet(false)) {
                                    look();
                                }
                                return true;
                            },
                            false)
                    .onComplete(_ -> {
                        looking.set(false);
                        if (again.get()) {
                            soon(vertx);
                        }
                    });
        }
    }

    /** One look; whatever goes wrong is said, and the next look makes up for it. */
    void look() {
        try {
            List<Node> nodes = cluster.nodes();
            Standing standing = standing(nodes);
            Instant now = clock.instant();
            long unmarked = nodes.stream()
                    .filter(node -> !mark(node, new Mark(status(node, standing, now), settings.taints())))
                    .count();
            metrics.unmarked(Math.toIntExact(unmarked));
        } catch (Undecidable e) {
            LOG.warnf("admission.look-failed cause=%s", e.reason());
            metrics.lookFailed();
        } catch (RuntimeException e) {
            LOG.errorf(e, "admission.look-failed");
            metrics.lookFailed();
        }
    }

    private Standing standing(List<Node> nodes) {
        try {
            last = trust.apply(nodes.stream().map(Node::host).toList());
        } catch (RuntimeException e) {
            LOG.errorf(e, "admission.trust-unknown: what was known last counts until it runs out");
            metrics.lookFailed();
            last = new Standing(last.trust(), false);
        }
        return last;
    }

    private static TrustStatus status(Node node, Standing standing, Instant now) {
        TrustStatus status = standing.of(node.host()).at(now).status();
        boolean gained = status == TrustStatus.TRUSTED && !Mark.showsTrust(node);
        return gained && !standing.fresh() ? TrustStatus.STALE : status;
    }

    /** Whether the node shows it now. */
    private boolean mark(Node node, Mark mark) {
        Node wanted = mark.on(node);
        if (wanted.equals(node)) {
            return true;
        }
        try {
            cluster.change(wanted);
            metrics.marked(mark);
            LOG.infof("admission.marked node=%s trust=%s", node.name(), mark.status());
            return true;
        } catch (Undecidable e) {
            LOG.warnf("admission.mark-failed node=%s trust=%s cause=%s", node.name(), mark.status(), e.reason());
            return false;
        }
    }
}
