package dev.leeward.migration;

import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.app.hypervisor.Move;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Finding;
import dev.leeward.migration.migration.OperationId;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.Whereabouts;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Breaks off calls to the hypervisor, once each, before or after they have taken effect. */
@Decorator
@Priority(1)
class CrashPoints implements MigrationPort {
    private static final Set<String> ARMED = ConcurrentHashMap.newKeySet();

    private final MigrationPort hypervisor;

    @Inject
    CrashPoints(@Any @Delegate MigrationPort hypervisor) {
        this.hypervisor = hypervisor;
    }

    static void arm(Set<String> points) {
        ARMED.addAll(points);
    }

    static Set<String> stillArmed() {
        return Set.copyOf(ARMED);
    }

    private static <T> T around(String call, Supplier<T> work) {
        crash(call + " before");
        T result = work.get();
        crash(call + " after");
        return result;
    }

    private static void crash(String point) {
        if (ARMED.remove(point)) {
            throw new IllegalStateException("crashed on purpose: " + point);
        }
    }

    @Override
    public Capabilities capabilities(HostId host) {
        return hypervisor.capabilities(host);
    }

    @Override
    public List<Finding> precheck(Move move) {
        return around("precheck", () -> hypervisor.precheck(move));
    }

    @Override
    public Started start(OperationId id, long epoch, Move move) {
        return around("start", () -> hypervisor.start(id, epoch, move));
    }

    @Override
    public void switchOver(OperationId id, long epoch) {
        around("switchOver", () -> {
            hypervisor.switchOver(id, epoch);
            return id;
        });
    }

    @Override
    public Optional<OperationView> observe(OperationId id) {
        return around("observe", () -> hypervisor.observe(id));
    }

    @Override
    public void requestCancel(OperationId id) {
        hypervisor.requestCancel(id);
    }

    @Override
    public Whereabouts locate(Move move) {
        return around("locate", () -> hypervisor.locate(move));
    }

    @Override
    public List<Location> removeTestCopies(WorkloadId workload, SiteId site) {
        return hypervisor.removeTestCopies(workload, site);
    }
}
