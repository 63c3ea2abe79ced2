package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.migration.app.SimulatorControl.Fault;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Instance;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Machine;
import dev.leeward.migration.migration.OperationView.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings an operation up to date: what its time and the faults have made of it since anybody last looked. */
@ApplicationScoped
class Settlement {
    private final SimulatorStore store;
    private final Oracle oracle;

    Settlement(SimulatorStore store, Oracle oracle) {
        this.store = store;
        this.oracle = oracle;
    }

    /** Throws where there is no such operation. The workload must be locked. */
    Operation settle(String id, Machine machine, Instant now) {
        Operation operation = store.operation(id).orElseThrow();
        if (operation.outcome() != null) {
            return operation;
        }
        Set<Fault> faults = faults(operation);
        Instant switchedAt = operation.switchedAt();
        if (operation.epoch() < machine.fence() && !operation.test()) {
            store.settle(
                    id,
                    Phase.FAILED,
                    "epoch " + operation.epoch() + " is over; epoch " + machine.fence() + " has taken its place");
        } else if (switchedAt != null && !now.isBefore(switchedAt)) {
            switched(operation, machine, faults, switchedAt);
        } else {
            interrupted(operation, faults);
        }
        return store.operation(id).orElseThrow();
    }

    boolean hangs(Operation operation) {
        return operation.outcome() == null
                && operation.switchAt() == null
                && faults(operation).contains(Fault.HANG);
    }

    private void switched(Operation operation, Machine machine, Set<Fault> faults, Instant at) {
        if (dead(operation.destinationSite())) {
            store.settle(operation.id(), Phase.IN_DOUBT, "site " + operation.destinationSite() + " does not answer");
            return;
        }
        if (operation.needsSource() && (dead(operation.sourceSite()) || faults.contains(Fault.CUT_LINK))) {
            store.settle(operation.id(), Phase.IN_DOUBT, "the link broke during switch-over");
            return;
        }
        if (faults.contains(Fault.IN_DOUBT_AT_SOURCE)) {
            store.settle(operation.id(), Phase.IN_DOUBT, "the answer to the switch-over was lost");
            return;
        }
        move(operation, machine, faults.contains(Fault.DOUBLE_START), at);
        if (faults.contains(Fault.IN_DOUBT)) {
            store.settle(operation.id(), Phase.IN_DOUBT, "the answer to the switch-over was lost");
        } else {
            store.settle(operation.id(), Phase.COMPLETED, null);
        }
    }

    private void move(Operation operation, Machine machine, boolean leaveSource, Instant at) {
        if (!operation.test()) {
            Instant stopped = at.minusMillis(operation.times().downtime());
            store.instances(operation.workload(), false).stream()
                    .filter(i -> !i.host().equals(operation.destinationHost()))
                    .filter(i -> !leaveSource)
                    .forEach(i -> oracle.stop(i, operation.id(), stopped));
            store.bringVolumes(machine, operation.destinationSite());
        }
        oracle.start(
                operation.workload(),
                operation.destinationHost(),
                operation.destinationSite(),
                operation.test(),
                operation.epoch(),
                operation.id(),
                at);
    }

    private void interrupted(Operation operation, Set<Fault> faults) {
        String destination = operation.destinationSite();
        if (operation.switchAt() != null) {
            return;
        }
        if (operation.needsSource() && dead(operation.sourceSite())) {
            store.settle(operation.id(), Phase.IN_DOUBT, "site " + operation.sourceSite() + " does not answer");
        } else if (dead(destination)) {
            store.settle(operation.id(), Phase.FAILED, "site " + destination + " does not answer");
        } else if (operation.needsSource() && faults.contains(Fault.CUT_LINK)) {
            store.settle(
                    operation.id(),
                    Phase.FAILED,
                    "the link between " + operation.sourceSite() + " and " + destination + " is cut");
        }
    }

    private boolean dead(@Nullable String site) {
        return site != null && store.faulty(site, Fault.DEAD_SITE);
    }

    /** Faults of a site, of a host, and of the link between the ends. */
    private Set<Fault> faults(Operation o) {
        return store.faults(Stream.of(
                o.sourceSite(),
                o.sourceHost(),
                o.destinationSite(),
                o.destinationHost(),
                o.sourceSite() + "~" + o.destinationSite(),
                o.destinationSite() + "~" + o.sourceSite()));
    }

    /** Instances that would run there; used by those who ask where a workload is. */
    boolean runs(String workload, boolean test, String host) {
        return store.instances(workload, test).stream()
                .filter(Instance::up)
                .anyMatch(i -> i.host().equals(host));
    }
}
