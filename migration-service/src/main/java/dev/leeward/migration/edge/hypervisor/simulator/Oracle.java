package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.SimulatorControl.Activity;
import dev.leeward.migration.app.SimulatorControl.Violation;
import dev.leeward.migration.edge.hypervisor.simulator.SimulatorStore.Instance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down every start and stop, and notices what must never be. Only here do instances come and go. */
@ApplicationScoped
class Oracle {
    private final SimulatorStore store;
    private final Sql sql;

    Oracle(SimulatorStore store, Sql sql) {
        this.store = store;
        this.sql = sql;
    }

    void start(
            String workload,
            String host,
            String site,
            boolean test,
            long epoch,
            @Nullable String operation,
            Instant at) {
        if (!test) {
            store.instances(workload, false).stream()
                    .filter(other -> other.up() && !other.host().equals(host))
                    .forEach(other -> violation(
                            "double-activity",
                            workload,
                            "started on " + host + " by epoch " + epoch + " while it ran on " + other.host()
                                    + " by epoch " + other.epoch(),
                            at));
        }
        store.putInstance(workload, host, test, epoch);
        record("START", new Instance(workload, host, site, test, epoch, true), operation, at);
    }

    /** The instance stops and is gone. */
    void stop(Instance instance, @Nullable String operation, Instant at) {
        store.removeInstance(instance);
        if (instance.up()) {
            record("STOP", instance, operation, at);
        }
    }

    /** Power fails beneath the instance; it comes back with the power. */
    void powerFails(Instance instance, Instant at) {
        store.setUp(instance, false);
        record("STOP", instance, null, at);
    }

    void violation(String kind, String workload, String detail, Instant at) {
        sql.update(
                "insert into simulator.violation (kind, workload, detail, at) values (?, ?, ?, ?)",
                kind,
                workload,
                detail,
                at);
    }

    private void record(String action, Instance i, @Nullable String operation, Instant at) {
        sql.update("""
            insert into simulator.activity (workload, action, site, host, epoch, test, operation, at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """, i.workload(), action, i.site(), i.host(), i.epoch(), i.test(), operation, at);
    }

    List<Activity> activity(@Nullable String workload) {
        return sql.list(
                "select * from simulator.activity where cast(? as text) is null or workload = ? order by id",
                r -> new Activity(
                        r.number("id"),
                        r.text("workload"),
                        r.text("action"),
                        r.text("site"),
                        r.text("host"),
                        r.number("epoch"),
                        r.flag("test"),
                        r.textOrNull("operation"),
                        r.instant("at")),
                workload,
                workload);
    }

    List<Violation> violations() {
        return sql.list(
                "select * from simulator.violation order by id",
                r -> new Violation(
                        r.number("id"), r.text("kind"), r.text("workload"), r.text("detail"), r.instant("at")));
    }
}
