package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.SimulatorControl;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Instance;
import dev.leeward.migration.placement.WorkloadId;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Faults and the oracle, for whoever drives the simulator. */
@ApplicationScoped
@LookupIfProperty(name = "leeward.hypervisor", stringValue = "simulator")
class SimulatorConsole implements SimulatorControl {
    private final SimulatorStore store;
    private final Sql sql;
    private final SimulatedHypervisor hypervisor;
    private final Oracle oracle;
    private final Clock clock;

    SimulatorConsole(SimulatorStore store, Sql sql, SimulatedHypervisor hypervisor, Oracle oracle, Clock clock) {
        this.store = store;
        this.sql = sql;
        this.hypervisor = hypervisor;
        this.oracle = oracle;
        this.clock = clock;
    }

    @Override
    public List<Activity> activity(@Nullable WorkloadId workload) {
        hypervisor.settleAll();
        return store.alone(() -> oracle.activity(workload == null ? null : workload.value()));
    }

    @Override
    public List<Violation> violations() {
        hypervisor.settleAll();
        return store.alone(oracle::violations);
    }

    @Override
    public List<ActiveFault> faults() {
        return store.alone(() -> sql.list(
                "select target, fault, at from simulator.fault order by target, fault",
                r -> new ActiveFault(r.text("target"), Fault.valueOf(r.text("fault")), r.instant("at"))));
    }

    @Override
    public void inject(String target, Fault fault) {
        hypervisor.settleAll();
        store.alone(() -> {
            requireKnown(target, fault);
            Instant now = clock.instant();
            sql.update(
                    "insert into simulator.fault (target, fault, at) values (?, ?, ?) on conflict do nothing",
                    target,
                    fault,
                    now);
            if (fault == Fault.DEAD_SITE) {
                store.instancesAt(target, true).forEach(i -> oracle.powerFails(i, now));
            }
            return target;
        });
    }

    @Override
    public void clear(String target) {
        hypervisor.settleAll();
        store.alone(() -> {
            boolean wasDead = store.faulty(target, Fault.DEAD_SITE);
            sql.update("delete from simulator.fault where target = ?", target);
            if (wasDead) {
                Instant now = clock.instant();
                store.instancesAt(target, false).forEach(i -> powerReturns(i, now));
            }
            return target;
        });
    }

    /** What runs elsewhere by now stays off: its site was fenced. */
    private void powerReturns(Instance instance, Instant now) {
        boolean elsewhere = !instance.test()
                && store.instances(instance.workload(), false).stream()
                        .anyMatch(other -> other.up() || other.epoch() > instance.epoch());
        if (elsewhere) {
            store.removeInstance(instance);
        } else {
            oracle.start(
                    instance.workload(),
                    instance.host(),
                    instance.site(),
                    instance.test(),
                    instance.epoch(),
                    null,
                    now);
        }
    }

    private void requireKnown(String target, Fault fault) {
        boolean site = exists("select 1 as found from simulator.site where id = ?", target);
        boolean host = exists("select 1 as found from simulator.host where id = ?", target);
        boolean link = exists(
                "select 1 as found from simulator.link where ? in (from_site || '~' || to_site, to_site || '~' ||"
                        + " from_site)",
                target);
        boolean fits = switch (fault) {
            case DEAD_SITE, DETACHED_MIRROR -> site;
            case CUT_LINK -> link;
            case HANG, IN_DOUBT, IN_DOUBT_AT_SOURCE, DOUBLE_START -> site || host || link;
            case REFUSE, UNREACHABLE -> site || host;
        };
        if (!fits) {
            throw new UnknownTarget(
                    target + " that can have the fault " + fault.name().toLowerCase(Locale.ROOT));
        }
    }

    private boolean exists(String query, String target) {
        return sql.first(query, r -> r.number("found"), target).isPresent();
    }
}
