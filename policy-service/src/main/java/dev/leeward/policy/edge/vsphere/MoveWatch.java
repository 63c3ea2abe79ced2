package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.app.PlacementAudit;
import dev.leeward.policy.app.PlacementAudit.Look;
import dev.leeward.policy.edge.vsphere.Inventory.Shown;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Looks again and again where the vCenter's machines are, since not every move passes the gateway: DRS and HA move by
 * themselves, and somebody may find a way around it.
 */
final class MoveWatch {

    private static final Logger LOG = Logger.getLogger(MoveWatch.class);

    /** Intervals that a look of another replica may take. */
    private static final int PATIENCE = 6;

    private final String name;
    private final Vcenter vcenter;
    private final Inventory inventory;
    private final Account account;
    private final PlacementAudit audit;
    private final GatewayMetrics metrics;
    private final Duration interval;
    private final Duration window;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** @param name the vCenter's address */
    MoveWatch(
            String name,
            Vcenter vcenter,
            Inventory inventory,
            Account account,
            PlacementAudit audit,
            GatewaySettings settings,
            GatewayMetrics metrics) {
        this.name = name;
        this.vcenter = vcenter;
        this.inventory = inventory;
        this.account = account;
        this.audit = audit;
        this.metrics = metrics;
        this.interval = settings.watchInterval();
        this.window = settings.decisionWindow();
    }

    /** Begins; ends with the given Vert.x. */
    void start(Vertx vertx) {
        vertx.setPeriodic(1, interval.toMillis(), _ -> {
            if (looking.compareAndSet(false, true)) {
                vertx.executeBlocking(
                                () -> {
                                    look();
                                    return true;
                                },
                                false)
                        .onComplete(_ -> looking.set(false));
            }
        });
    }

    /** One look; whatever goes wrong is said, and the next look makes up for it. */
    private void look() {
        try {
            String source = name + " " + account.during(vcenter::instance);
            Optional<Instant> at = audit.begin(source, interval.dividedBy(2), interval.multipliedBy(PATIENCE));
            if (at.isPresent()) {
                Shown shown = account.during(inventory::shown);
                audit.compare(new Look(source, name, at.get(), shown.machines(), shown.present()), window);
                metrics.looked("compared");
            }
        } catch (LookUpFailed e) {
            failed(e.reason());
        } catch (Unacceptable e) {
            failed(e.reason());
        } catch (RuntimeException e) {
            LOG.errorf(e, "gateway.look-failed upstream=%s", name);
            metrics.looked("failed");
        }
    }

    private void failed(String reason) {
        LOG.warnf("gateway.look-failed upstream=%s cause=%s", name, reason);
        metrics.looked("failed");
    }
}
