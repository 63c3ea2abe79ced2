package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.migration.app.SimulatorControl.Fault;
import dev.leeward.migration.app.hypervisor.FencingPort;
import dev.leeward.migration.app.hypervisor.HypervisorUnavailable;
import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.app.hypervisor.Move;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Instance;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Machine;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Finding;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.OperationId;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.OperationView.Phase;
import dev.leeward.migration.migration.Whereabouts;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The door to the simulator. Each call is a transaction of the simulator's own. */
@ApplicationScoped
class SimulatedHypervisor implements MigrationPort, FencingPort {
    private final SimulatorStore store;
    private final Oracle oracle;
    private final Settlement settlement;
    private final Physics physics;
    private final Clock clock;

    SimulatedHypervisor(
            SimulatorStore store, Oracle oracle, Settlement settlement, SimulatorConfig config, Clock clock) {
        this.store = store;
        this.oracle = oracle;
        this.settlement = settlement;
        this.physics = new Physics(config);
        this.clock = clock;
    }

    @Override
    public Capabilities capabilities(HostId host) {
        return new Capabilities(true);
    }

    @Override
    public List<Finding> precheck(Move move) {
        return store.alone(() -> {
            reach(move);
            String site = move.destination().site().value();
            String host = move.destination().host().value();
            Optional<Machine> machine = store.lock(move.workload().value());
            if (machine.isEmpty()) {
                return List.of(
                        Finding.ofWorkload("unknown-workload", "The hypervisor knows no workload " + move.workload()));
            }
            if (!store.siteOf(host).equals(Optional.of(site))) {
                return List.of(Finding.ofDestination(
                        "unknown-host", "The hypervisor knows no host " + host + " at site " + site));
            }
            List<Finding> findings = new ArrayList<>(reachability(move, site));
            int free = store.freeSlots(host);
            if (free < 1) {
                findings.add(Finding.ofDestination(
                        "capacity-insufficient", "Host " + host + " is full: free slots there, or name another host"));
            }
            findings.addAll(storage(move, machine.get(), site));
            return findings;
        });
    }

    private List<Finding> reachability(Move move, String site) {
        List<Finding> findings = new ArrayList<>();
        String source = sourceSite(move);
        if (move.needsSource() && dead(source)) {
            findings.add(
                    Finding.ofWorkload("source-dead", "Site " + source + " does not answer: run a recovery instead"));
        }
        if (dead(site)) {
            findings.add(Finding.ofDestination("site-dead", "Site " + site + " does not answer"));
        }
        if (move.needsSource() && cut(source, site)) {
            findings.add(Finding.ofDestination("link-cut", "Sites " + source + " and " + site + " are cut off"));
        }
        return findings;
    }

    private List<Finding> storage(Move move, Machine machine, String site) {
        List<Finding> findings = new ArrayList<>();
        if (store.faulty(site, Fault.DETACHED_MIRROR)
                && !store.distributed(machine).isEmpty()) {
            findings.add(Finding.ofDestination(
                    "mirror-detached",
                    "Volumes " + store.distributed(machine) + " have lost their leg at site " + site
                            + ": re-attach it and wait for the resync"));
        }
        List<String> missing = store.missingAt(machine, site);
        if ((move.kind() == Kind.RECOVERY || move.test()) && !missing.isEmpty() && move.recoveryPoint() == null) {
            findings.add(Finding.ofDestination(
                    "no-replica",
                    "Volumes " + missing + " are not at site " + site
                            + " and the order names no recovery point: replicate them first"));
        }
        return findings;
    }

    @Override
    public Started start(OperationId id, long epoch, Move move) {
        return store.alone(() -> {
            reach(move);
            Instant now = clock.instant();
            Optional<Machine> machine = store.lock(move.workload().value());
            if (machine.isEmpty()) {
                return new Started.Refused(
                        new Reason("unknown-workload", "The hypervisor knows no workload " + move.workload()));
            }
            if (store.operation(id.value()).isPresent()) {
                return new Started.Accepted();
            }
            if (!move.test() && epoch < machine.get().fence()) {
                stale(machine.get(), id, epoch, now);
                return new Started.Refused(new Reason(
                        "stale-epoch",
                        "Epoch " + epoch + " is over; epoch " + machine.get().fence() + " has taken its place"));
            }
            if (refuses(move)) {
                return new Started.Refused(new Reason(
                        "hypervisor-refused", "Host " + move.destination().host() + " takes nothing on"));
            }
            if (!move.test()) {
                store.raiseFence(move.workload().value(), epoch);
            }
            store.insert(plan(id, epoch, move, machine.get(), now));
            return new Started.Accepted();
        });
    }

    private Operation plan(OperationId id, long epoch, Move move, Machine machine, Instant now) {
        String site = move.destination().site().value();
        boolean copies = move.kind() != Kind.RECOVERY && !move.test();
        long bytes = copies ? store.bytesMissingAt(machine, site) : 0;
        Physics.Link link = store.link(sourceSite(move), site);
        Physics.Times times = !copies
                ? physics.start()
                : switch (move.kind()) {
                    case LIVE -> physics.live(link, machine.memoryMiB(), bytes);
                    case COLD -> physics.cold(link, bytes);
                    case RECOVERY -> physics.start();
                };
        Location source = move.source();
        return new Operation(
                id.value(),
                move.workload().value(),
                move.kind().name(),
                move.test(),
                epoch,
                source == null ? null : source.host().value(),
                source == null ? null : source.site().value(),
                move.destination().host().value(),
                site,
                now,
                times,
                bytes,
                null,
                null,
                null);
    }

    private void stale(Machine machine, OperationId id, long epoch, Instant now) {
        oracle.violation(
                "stale-epoch",
                machine.id(),
                "operation " + id + " came with epoch " + epoch + " after epoch " + machine.fence(),
                now);
    }

    @Override
    public void switchOver(OperationId id, long epoch) {
        on(id, (operation, machine, now) -> {
            if (!operation.test() && epoch < machine.fence()) {
                stale(machine, id, epoch, now);
            } else if (epoch == operation.epoch() && operation.view(now).phase() == Phase.READY) {
                store.tellToSwitch(id.value(), now);
            }
            return operation;
        });
    }

    @Override
    public Optional<OperationView> observe(OperationId id) {
        return on(
                id, (operation, machine, now) -> settlement.hangs(operation) ? operation.hung() : operation.view(now));
    }

    @Override
    public void requestCancel(OperationId id) {
        on(id, (operation, machine, now) -> {
            if (operation.switchAt() == null) {
                store.settle(id.value(), Phase.CANCELLED, "cancelled on request");
            }
            return operation;
        });
    }

    @Override
    public Whereabouts locate(Move move) {
        return store.alone(() -> {
            reach(move);
            settleOpen(move.workload());
            String target = move.destination().host().value();
            boolean atTarget = settlement.runs(move.workload().value(), move.test(), target);
            boolean targetAnswers = !dead(move.destination().site().value());
            if (!move.needsSource()) {
                return !targetAnswers ? Whereabouts.UNKNOWN : atTarget ? Whereabouts.TARGET : Whereabouts.NONE;
            }
            Location source = move.source();
            boolean sourceAnswers = !dead(sourceSite(move));
            boolean atSource = sourceAnswers
                    && source != null
                    && settlement.runs(
                            move.workload().value(), false, source.host().value());
            if (atTarget && atSource) {
                return Whereabouts.BOTH;
            }
            if (atTarget || atSource) {
                return atTarget ? Whereabouts.TARGET : Whereabouts.SOURCE;
            }
            return targetAnswers && sourceAnswers ? Whereabouts.NONE : Whereabouts.UNKNOWN;
        });
    }

    @Override
    public List<Location> removeTestCopies(WorkloadId workload, SiteId site) {
        return store.alone(() -> {
            store.lock(workload.value());
            Instant now = clock.instant();
            List<Instance> copies = store.instances(workload.value(), true).stream()
                    .filter(i -> i.site().equals(site.value()))
                    .toList();
            copies.forEach(i -> oracle.stop(i, null, now));
            return copies.stream()
                    .map(i -> new Location(site, new HostId(i.host())))
                    .toList();
        });
    }

    @Override
    public Fencing revoke(WorkloadId workload, SiteId site, long epoch) {
        return store.alone(() -> {
            Instant now = clock.instant();
            if (store.faulty(site.value(), Fault.UNREACHABLE)) {
                return new Fencing.Unproven("site " + site + " cannot be reached and is not known to be dead");
            }
            store.lock(workload.value());
            store.raiseFence(workload.value(), epoch);
            store.instances(workload.value(), false).stream()
                    .filter(i -> i.site().equals(site.value()) && i.epoch() < epoch)
                    .forEach(i -> oracle.stop(i, "fenced by epoch " + epoch, now));
            return new Fencing.Proven(
                    dead(site.value()) ? "the witness says that site " + site + " is dead" : "stopped at site " + site);
        });
    }

    /** Brings what is switching over up to date, for whoever reads the oracle. */
    void settleAll() {
        store.switching().forEach(id -> on(new OperationId(id), (operation, machine, now) -> operation));
    }

    private void settleOpen(WorkloadId workload) {
        store.lock(workload.value());
        store.switching().stream()
                .map(id -> store.operation(id).orElseThrow())
                .filter(o -> o.workload().equals(workload.value()))
                .forEach(o -> settlement.settle(o.id(), store.lock(o.workload()).orElseThrow(), clock.instant()));
    }

    private <T> Optional<T> on(OperationId id, Look<T> look) {
        return store.alone(() -> {
            Optional<Operation> known = store.operation(id.value());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            Operation before = known.get();
            if (unreachable(before.destinationSite(), before.destinationHost())) {
                throw new HypervisorUnavailable("host " + before.destinationHost() + " does not answer");
            }
            Machine machine = store.lock(before.workload()).orElseThrow();
            Instant now = clock.instant();
            return Optional.of(look.at(settlement.settle(id.value(), machine, now), machine, now));
        });
    }

    private interface Look<T> {
        T at(Operation operation, Machine machine, Instant now);
    }

    private void reach(Move move) {
        String host = move.destination().host().value();
        if (unreachable(move.destination().site().value(), host)) {
            throw new HypervisorUnavailable("host " + host + " does not answer");
        }
    }

    private boolean unreachable(String site, String host) {
        return store.faults(Stream.of(site, host)).contains(Fault.UNREACHABLE);
    }

    private boolean refuses(Move move) {
        return store.faults(Stream.of(
                        move.destination().site().value(),
                        move.destination().host().value()))
                .contains(Fault.REFUSE);
    }

    private boolean dead(@Nullable String site) {
        return site != null && store.faulty(site, Fault.DEAD_SITE);
    }

    private boolean cut(@Nullable String from, String to) {
        return store.faults(Stream.of(from + "~" + to, to + "~" + from)).contains(Fault.CUT_LINK);
    }

    private static @Nullable String sourceSite(Move move) {
        return move.source() == null ? null : move.source().site().value();
    }
}
