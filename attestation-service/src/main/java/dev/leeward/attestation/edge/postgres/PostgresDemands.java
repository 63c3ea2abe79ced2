package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.DemandStore;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import dev.leeward.messaging.sql.Table;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Demands for attestations in PostgreSQL. */
@ApplicationScoped
class PostgresDemands implements DemandStore {

    private static final Table<Demand> DEMANDS = Table.<Demand>named("attestation_demand")
            .key("id", "uuid", Demand::id)
            .text("host", Demand::host)
            .text("demanded_by", Demand::by)
            .column("demanded_at", "timestamptz", Demand::at)
            .column("expires_at", "timestamptz", Demand::until)
            .text("refusal", Demand::refusal)
            .column("done_at", "timestamptz", demand -> verdict(demand, Demand.Verdict::at))
            .text(
                    "overall",
                    demand -> verdict(demand, verdict -> verdict.overall().name()))
            .text("reason", demand -> verdict(demand, Demand.Verdict::reason))
            .column("evidence_id", "uuid", demand -> verdict(demand, Demand.Verdict::evidenceId))
            .replaced();

    private final Sql sql;
    private final Held<UUID, Demand> held;
    /** The demand of a host that was pending when it was read ahead, and that there was none. */
    private final Held<HostId, Optional<UUID>> readAhead;

    PostgresDemands(Sql sql, TransactionSynchronizationRegistry transaction, LastWrites writes) {
        this.sql = sql;
        this.held = Held.of(transaction, writes, DEMANDS);
        this.readAhead = Held.inMemory(transaction);
    }

    @Override
    public void save(Demand demand) {
        held.put(demand.id(), demand);
        readAhead.forget(List.of(demand.host()));
    }

    @Override
    public Optional<Demand> find(UUID id) {
        return held.find(id)
                .or(() -> sql.first("select * from attestation_demand where id = ?", PostgresDemands::toDemand, id));
    }

    /** Reads what {@link #pending} is asked for later in the transaction, which has locked the hosts, and changed nothing yet. */
    Query readingPending(Collection<HostId> hosts, Instant now) {
        hosts.forEach(host -> readAhead.put(host, Optional.empty()));
        return new Query(
                "select * from attestation_demand where host = any (?) and done_at is null and expires_at > ?",
                row -> {
                    Demand demand = toDemand(row);
                    readAhead.put(
                            demand.host(),
                            Optional.of(held.read(demand.id(), demand).id()));
                },
                hosts,
                now);
    }

    @Override
    public Optional<Demand> pending(HostId host, Instant now) {
        Optional<Optional<UUID>> known = readAhead.find(host);
        if (known.isPresent()) {
            return known.get().flatMap(held::find).filter(demand -> demand.status(now) == Demand.Status.PENDING);
        }
        held.flush();
        return sql.first(
                "select * from attestation_demand where host = ? and done_at is null and expires_at > ?",
                PostgresDemands::toDemand,
                host,
                now);
    }

    @Override
    public List<HostId> demanded(Instant now) {
        held.flush();
        return sql.list(
                "select host from attestation_demand where done_at is null and expires_at > ? order by expires_at",
                row -> new HostId(row.text("host")),
                now);
    }

    @Override
    public long prune(Instant before) {
        return sql.update("delete from attestation_demand where expires_at < ?", before);
    }

    private static Demand toDemand(Row row) {
        return new Demand(
                row.uuid("id"),
                new HostId(row.text("host")),
                row.text("demanded_by"),
                row.instant("demanded_at"),
                row.instant("expires_at"),
                row.textOrNull("refusal"),
                verdict(row));
    }

    private static Demand.@Nullable Verdict verdict(Row row) {
        Instant doneAt = row.instantOrNull("done_at");
        return doneAt == null
                ? null
                : new Demand.Verdict(
                        doneAt,
                        TrustStatus.valueOf(row.text("overall")),
                        row.text("reason"),
                        row.uuidOrNull("evidence_id"));
    }

    private static @Nullable Object verdict(Demand demand, Function<Demand.Verdict, @Nullable Object> value) {
        return demand.verdict() == null ? null : value.apply(demand.verdict());
    }
}
