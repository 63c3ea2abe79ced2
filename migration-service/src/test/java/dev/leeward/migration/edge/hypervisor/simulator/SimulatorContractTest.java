package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.migration.TestWorld;
import dev.leeward.migration.app.hypervisor.FencingPort;
import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.edge.hypervisor.HypervisorContract;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.WorkloadId;
import dev.leeward.testkit.LeewardStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class SimulatorContractTest extends HypervisorContract {
    /** The world has workloads {@code contract-1} to {@code contract-9}. */
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Inject
    MigrationPort hypervisor;

    @Inject
    FencingPort fencing;

    @Override
    protected MigrationPort hypervisor() {
        return hypervisor;
    }

    @Override
    protected FencingPort fencing() {
        return fencing;
    }

    @Override
    protected WorkloadId workload() {
        return new WorkloadId("contract-" + NEXT.incrementAndGet());
    }

    @Override
    protected Location source() {
        return new Location(new SiteId("east"), new HostId("east-1"));
    }

    @Override
    protected Location destination() {
        return new Location(new SiteId("west"), new HostId("west-1"));
    }
}
