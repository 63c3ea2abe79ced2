package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.SimulatorControl.Fault;
import dev.leeward.migration.migration.OperationView.Phase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The simulator's own tables. */
@ApplicationScoped
class SimulatorStore {
    private final Sql sql;

    SimulatorStore(Sql sql) {
        this.sql = sql;
    }

    /** A machine in the simulator; {@code up} is false while its site is dead. */
    record Instance(String workload, String host, String site, boolean test, long epoch, boolean up) {
        static Instance of(Row row) {
            return new Instance(
                    row.text("workload"),
                    row.text("host"),
                    row.text("site"),
                    row.flag("test"),
                    row.number("epoch"),
                    row.flag("up"));
        }
    }

    /** A workload's standing; {@code fence} is the newest epoch that was heard of. */
    record Machine(String id, long memoryMiB, List<String> volumes, long fence) {}

    /** Runs in a transaction of its own, whatever the caller's does: this is another system. */
    <T> T alone(Callable<T> work) {
        return QuarkusTransaction.requiringNew().call(work);
    }

    /** One caller at a time for each workload, until the transaction ends. */
    Optional<Machine> lock(String workload) {
        return sql.first(
                "select id, memory_mib, volumes, fence from simulator.workload where id = ? for update",
                r -> new Machine(r.text("id"), r.number("memory_mib"), r.texts("volumes"), r.number("fence")),
                workload);
    }

    void raiseFence(String workload, long epoch) {
        sql.update("update simulator.workload set fence = ? where id = ? and fence < ?", epoch, workload, epoch);
    }

    Optional<String> siteOf(String host) {
        return sql.first("select site from simulator.host where id = ?", r -> r.text("site"), host);
    }

    /** Slots of the host that neither an instance nor an operation on its way there takes. */
    int freeSlots(String host) {
        return sql.first("""
            select h.slots - (select count(*) from simulator.instance where host = h.id)
                - (select count(*) from simulator.operation where destination_host = h.id and outcome is null)
                as free from simulator.host h where id = ?
            """, r -> r.integer("free"), host).orElse(0);
    }

    Physics.Link link(@Nullable String from, String to) {
        if (from == null || from.equals(to)) {
            return Physics.WITHIN_SITE;
        }
        return sql.first(
                        """
                        select latency_millis, mbit_per_second from simulator.link
                        where (from_site = ? and to_site = ?) or (from_site = ? and to_site = ?)
                        """,
                        r -> new Physics.Link(r.number("latency_millis"), r.number("mbit_per_second")),
                        from,
                        to,
                        to,
                        from)
                .orElse(Physics.WITHIN_SITE);
    }

    /** Bytes of the machine's volumes that are not at {@code site}. */
    long bytesMissingAt(Machine machine, String site) {
        return sql.first("""
            select coalesce(sum(size_gib), 0) * 1073741824 as bytes from simulator.volume
            where id = any (?) and kind = 'LOCAL' and site <> ?
            """, r -> r.number("bytes"), machine.volumes(), site).orElse(0L);
    }

    /** Volumes that are at one other site only. */
    List<String> missingAt(Machine machine, String site) {
        return sql.list(
                "select id from simulator.volume where id = any (?) and kind = 'LOCAL' and site <> ? order by id",
                r -> r.text("id"),
                machine.volumes(),
                site);
    }

    List<String> distributed(Machine machine) {
        return sql.list(
                "select id from simulator.volume where id = any (?) and kind = 'DISTRIBUTED' order by id",
                r -> r.text("id"),
                machine.volumes());
    }

    void bringVolumes(Machine machine, String site) {
        sql.update(
                "update simulator.volume set site = ? where id = any (?) and kind = 'LOCAL'", site, machine.volumes());
    }

    List<Instance> instances(String workload, boolean test) {
        return sql.list("""
            select i.workload, i.host, h.site, i.test, i.epoch, i.up from simulator.instance i
            join simulator.host h on h.id = i.host where i.workload = ? and i.test = ? order by i.host
            """, Instance::of, workload, test);
    }

    List<Instance> instancesAt(String site, boolean up) {
        return sql.list("""
            select i.workload, i.host, h.site, i.test, i.epoch, i.up from simulator.instance i
            join simulator.host h on h.id = i.host where h.site = ? and i.up = ? order by i.workload, i.host
            """, Instance::of, site, up);
    }

    void putInstance(String workload, String host, boolean test, long epoch) {
        sql.update("""
            insert into simulator.instance (workload, host, test, epoch, up) values (?, ?, ?, ?, true)
            on conflict (workload, host, test) do update set epoch = excluded.epoch, up = true
            """, workload, host, test, epoch);
    }

    void setUp(Instance instance, boolean up) {
        sql.update(
                "update simulator.instance set up = ? where workload = ? and host = ? and test = ?",
                up,
                instance.workload(),
                instance.host(),
                instance.test());
    }

    void removeInstance(Instance instance) {
        sql.update(
                "delete from simulator.instance where workload = ? and host = ? and test = ?",
                instance.workload(),
                instance.host(),
                instance.test());
    }

    Optional<Operation> operation(String id) {
        return sql.first("select * from simulator.operation where id = ?", Operation::of, id);
    }

    List<String> switching() {
        return sql.list(
                "select id from simulator.operation where outcome is null and switch_at is not null order by switch_at",
                r -> r.text("id"));
    }

    void insert(Operation o) {
        sql.update(
                """
                insert into simulator.operation (id, workload, kind, test, epoch, source_host, source_site,
                    destination_host, destination_site, started_at, prepare_millis, storage_millis, memory_millis,
                    switch_millis, downtime_millis, bytes_total, outcome, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                o.id(),
                o.workload(),
                o.kind(),
                o.test(),
                o.epoch(),
                o.sourceHost(),
                o.sourceSite(),
                o.destinationHost(),
                o.destinationSite(),
                o.startedAt(),
                o.times().prepare(),
                o.times().storage(),
                o.times().memory(),
                o.times().switchOver(),
                o.times().downtime(),
                o.bytesTotal(),
                o.outcome(),
                o.reason());
    }

    void tellToSwitch(String operation, Instant at) {
        sql.update(
                "update simulator.operation set switch_at = ? where id = ? and switch_at is null and outcome is null",
                at,
                operation);
    }

    void settle(String operation, Phase outcome, @Nullable String reason) {
        sql.update(
                "update simulator.operation set outcome = ?, reason = ? where id = ? and outcome is null",
                outcome,
                reason,
                operation);
    }

    /** Faults of any of the targets. */
    Set<Fault> faults(Stream<@Nullable String> targets) {
        return sql
                .list(
                        "select distinct fault from simulator.fault where target = any (?)",
                        r -> Fault.valueOf(r.text("fault")),
                        targets.filter(t -> t != null).toList())
                .stream()
                .collect(Collectors.toSet());
    }

    boolean faulty(String target, Fault fault) {
        return faults(Stream.of(target)).contains(fault);
    }
}
