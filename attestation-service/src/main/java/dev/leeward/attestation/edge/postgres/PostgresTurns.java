package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.TurnStore;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Turn;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import dev.leeward.messaging.sql.Table;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When hosts attest next, in PostgreSQL. */
@ApplicationScoped
class PostgresTurns implements TurnStore {

    private static final Table<Turn> TURNS = Table.<Turn>named("attestation_turn")
            .key("host", "text", Turn::host)
            .column("due_at", "timestamptz", Turn::dueAt)
            .column("next_at", "timestamptz", Turn::nextAt)
            .column("attempts", "int", Turn::attempts)
            .column(
                    "challenge_id",
                    "uuid",
                    turn -> turn.lease() == null ? null : turn.lease().challenge())
            .column(
                    "leased_until",
                    "timestamptz",
                    turn -> turn.lease() == null ? null : turn.lease().until())
            .replaced();

    private final Sql sql;
    private final Held<HostId, Turn> held;

    PostgresTurns(Sql sql, TransactionSynchronizationRegistry transaction, LastWrites writes) {
        this.sql = sql;
        this.held = Held.of(transaction, writes, TURNS);
    }

    @Override
    public void save(Turn turn) {
        held.put(turn.host(), turn);
    }

    @Override
    public Optional<Turn> lock(HostId host) {
        return held.find(host)
                .or(() -> locked("select * from attestation_turn where host = ? for update", host).stream()
                        .findFirst());
    }

    /** Reads and locks the turns of hosts: those that {@link #lock} is asked for later in the transaction. */
    Query locking(Collection<HostId> hosts) {
        return new Query(
                "select * from attestation_turn where host = any (?) order by host for update", this::hold, hosts);
    }

    private Turn hold(Row row) {
        Turn turn = toTurn(row);
        return held.read(turn.host(), turn);
    }

    private List<Turn> locked(String query, @Nullable Object... arguments) {
        return sql.list(query, this::hold, arguments);
    }

    @Override
    public Map<HostId, Turn> find(Collection<HostId> hosts) {
        held.flush();
        Map<HostId, Turn> found = new HashMap<>();
        sql.each(
                "select * from attestation_turn where host = any (?)",
                row -> found.put(new HostId(row.text("host")), toTurn(row)),
                hosts);
        return found;
    }

    @Override
    public void remove(HostId host) {
        held.forget(List.of(host));
        sql.update("delete from attestation_turn where host = ?", host);
    }

    @Override
    public void lockHandOut() {
        sql.lock("attestation-hand-out");
        sql.run("set local idle_in_transaction_session_timeout = '5s'");
    }

    @Override
    public List<Turn> lockReady(Collection<HostId> hosts, Instant now, int limit) {
        held.flush();
        return locked(
                "select * from attestation_turn where host = any (?) and next_at <= ?"
                        + " order by next_at, host limit ? for update skip locked",
                hosts,
                now,
                limit);
    }

    @Override
    public long inFlight(Instant now) {
        held.flush();
        return count("select count(*) from attestation_turn where leased_until > ?", now);
    }

    @Override
    public long overdue(Instant now, Duration tolerated) {
        held.flush();
        return count("select count(*) from attestation_turn where due_at < ?", now.minus(tolerated));
    }

    private long count(String query, Instant time) {
        return sql.first(query, row -> row.number("count"), time).orElseThrow();
    }

    private static Turn toTurn(Row row) {
        return new Turn(
                new HostId(row.text("host")),
                row.instant("due_at"),
                row.instant("next_at"),
                row.integer("attempts"),
                lease(row));
    }

    private static Turn.@Nullable Lease lease(Row row) {
        UUID challenge = row.uuidOrNull("challenge_id");
        return challenge == null ? null : new Turn.Lease(challenge, row.instant("leased_until"));
    }
}
