package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ChallengeStore;
import dev.leeward.attestation.edge.postgres.Held.Change;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.host.HostId;
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
import org.jspecify.annotations.Nullable;

/** Challenges in PostgreSQL. Those of a transaction are written right before it commits, all at once. */
@ApplicationScoped
class PostgresChallenges implements ChallengeStore {

    private static final Table<Challenge> ISSUED = Table.<Challenge>named("challenge")
            .key("id", "uuid", Challenge::id)
            .text("host", Challenge::host)
            .column("nonce", "bytea", challenge -> challenge.nonce().toArray())
            .column("pcr_mask", "int", challenge -> challenge.selection().mask())
            .column("issued_at", "timestamptz", Challenge::issuedAt)
            .column("expires_at", "timestamptz", Challenge::expiresAt)
            .strict();

    private static final Table<Kept> ANSWERED = Table.<Kept>named("challenge")
            .key("id", "uuid", kept -> kept.challenge().id())
            .column("answered_at", "timestamptz", Kept::answeredAt)
            .changed();

    /** A challenge, and when it was answered; null where it was not, or not in this transaction. */
    private record Kept(Challenge challenge, @Nullable Instant answeredAt) {}

    private final Sql sql;
    private final LastWrites writes;
    private final Held<UUID, Kept> held;
    private final Held<HostId, Long> open;

    PostgresChallenges(Sql sql, TransactionSynchronizationRegistry transaction, LastWrites writes) {
        this.sql = sql;
        this.writes = writes;
        this.held = new Held<>(transaction, this::write, writes::flush);
        this.open = Held.inMemory(transaction);
    }

    private void write(List<Change<Kept>> changes) {
        writes.add(
                ISSUED,
                changes.stream()
                        .filter(change -> change.before() == null)
                        .map(change -> change.after().challenge())
                        .toList());
        writes.add(
                ANSWERED,
                changes.stream()
                        .filter(change -> change.before() != null)
                        .map(Change::after)
                        .toList());
    }

    @Override
    public void add(Challenge challenge) {
        held.put(challenge.id(), new Kept(challenge, null));
        open.find(challenge.host()).ifPresent(count -> open.put(challenge.host(), count + 1));
    }

    @Override
    public Optional<Challenge> find(HostId host, UUID challenge) {
        held.flush();
        return sql.first(
                "select * from challenge where id = ? and host = ?", PostgresChallenges::toChallenge, challenge, host);
    }

    @Override
    public Optional<Challenge> lock(UUID id) {
        return held.find(id).map(Kept::challenge).or(() -> {
            held.flush();
            sql.together(locking(List.of(id)));
            return held.find(id).map(Kept::challenge);
        });
    }

    /** Reads and locks challenges: those that {@link #lock} is asked for later in the transaction. */
    Query locking(Collection<UUID> ids) {
        return new Query(
                "select * from challenge where id = any (cast(? as uuid[])) order by id for update",
                row -> {
                    Challenge challenge = toChallenge(row);
                    held.read(challenge.id(), new Kept(challenge, null));
                },
                ids);
    }

    @Override
    public void markAnswered(Challenge challenge, Instant at) {
        held.put(challenge.id(), new Kept(challenge.answered(), at));
    }

    /** Counts what {@link #open} is asked for later in the transaction; the hosts are locked. */
    Query countingOpen(Collection<HostId> hosts, Instant now) {
        hosts.forEach(host -> open.put(host, 0L));
        return new Query(
                "select host, count(*) from challenge where host = any (?) and answered_at is null and expires_at > ?"
                        + " group by host",
                row -> open.put(new HostId(row.text("host")), row.number("count")),
                hosts,
                now);
    }

    @Override
    public long open(HostId host, Instant now) {
        if (open.find(host).isEmpty()) {
            held.flush();
            sql.together(countingOpen(List.of(host), now));
        }
        return open.find(host).orElseThrow();
    }

    @Override
    public int prune(Instant before) {
        return sql.update("delete from challenge where expires_at < ?", before);
    }

    private static Challenge toChallenge(Row row) {
        return new Challenge(
                row.uuid("id"),
                new HostId(row.text("host")),
                Bytes.of(row.bytes("nonce")),
                new PcrSelection(row.integer("pcr_mask")),
                row.instant("issued_at"),
                row.instant("expires_at"),
                row.instantOrNull("answered_at") != null);
    }
}
