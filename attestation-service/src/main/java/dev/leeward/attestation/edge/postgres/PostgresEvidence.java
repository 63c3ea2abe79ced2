package dev.leeward.attestation.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.attestation.app.EvidenceStore;
import dev.leeward.attestation.app.KeptEvidence;
import dev.leeward.attestation.edge.postgres.Held.Change;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Table;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evidence in PostgreSQL. What a transaction takes in is written right before it commits, all at once. */
@ApplicationScoped
class PostgresEvidence implements EvidenceStore {

    private static final TypeReference<List<Event>> EVENTS = new TypeReference<>() {};

    private static final Table<Taken> TAKEN = Table.<Taken>named("evidence")
            .key("id", "uuid", taken -> taken.evidence().id())
            .text("host", Taken::host)
            .column(
                    "challenge_id",
                    "uuid",
                    taken -> taken.quoted() == null ? null : taken.quoted().challenge())
            .column("measured_at", "timestamptz", taken -> taken.evidence().measuredAt())
            .column("received_at", "timestamptz", Taken::receivedAt)
            .column(
                    "quote",
                    "bytea",
                    taken -> bytes(taken, quoted -> quoted.submission().quote()))
            .column(
                    "signature",
                    "bytea",
                    taken -> bytes(taken, quoted -> quoted.submission().signature()))
            .column("event_log_digest", "bytea", taken -> bytes(taken, Quoted::eventLogDigest))
            .column(
                    "ak_public",
                    "bytea",
                    taken -> bytes(taken, quoted -> quoted.key().publicArea()))
            .text("vouched_by", taken -> taken.evidence().voucher() instanceof VouchedBy(var manager) ? manager : null)
            .column("events", "jsonb", taken -> taken.quoted() == null ? events(taken.evidence()) : null)
            .column("pcrs", "jsonb", taken -> pcrs(taken.evidence()))
            .column("facts", "jsonb", taken -> Json.write(taken.evidence().facts()))
            .strict();

    /** Evidence that was taken in; nothing was quoted where a manager vouches. */
    private record Taken(
            HostId host, Evidence evidence, @Nullable Quoted quoted, Instant receivedAt) {}

    /** What a host answered a challenge with. */
    private record Quoted(UUID challenge, AttestationKey key, Submission submission, Bytes eventLogDigest) {}

    /** An event of a manager's report. */
    private record Event(int pcr, long type, String digest, String data) {}

    private final Sql sql;
    private final LastWrites writes;
    private final EventLogs eventLogs;
    private final Held<UUID, Taken> held;

    PostgresEvidence(Sql sql, EventLogs eventLogs, TransactionSynchronizationRegistry transaction, LastWrites writes) {
        this.sql = sql;
        this.writes = writes;
        this.eventLogs = eventLogs;
        this.held = new Held<>(transaction, this::write, writes::flush);
    }

    private void write(List<Change<Taken>> changes) {
        Map<Bytes, Bytes> logs = new HashMap<>();
        Instant now = changes.getFirst().after().receivedAt();
        List<Taken> taken = changes.stream().map(Change::after).toList();
        for (Taken one : taken) {
            if (one.quoted() != null) {
                logs.put(
                        one.quoted().eventLogDigest(), one.quoted().submission().eventLog());
            }
        }
        eventLogs.keep(logs, now);
        writes.add(TAKEN, taken);
    }

    @Override
    public void add(
            HostId host,
            UUID challenge,
            AttestationKey key,
            Evidence evidence,
            Submission submission,
            Instant receivedAt) {
        Quoted quoted = new Quoted(challenge, key, submission, Bytes.sha256(submission.eventLog()));
        held.put(evidence.id(), new Taken(host, evidence, quoted, receivedAt));
    }

    @Override
    public void addVouched(HostId host, Evidence evidence, Instant receivedAt) {
        held.put(evidence.id(), new Taken(host, evidence, null, receivedAt));
    }

    private static byte @Nullable [] bytes(Taken taken, Function<Quoted, Bytes> which) {
        return taken.quoted() == null ? null : which.apply(taken.quoted()).toArray();
    }

    private static @Nullable String events(Evidence evidence) {
        return Json.write(evidence.eventLog().events().stream()
                .map(event -> new Event(
                        event.pcr(),
                        event.type(),
                        event.digest().hex(),
                        event.data().hex()))
                .toList());
    }

    private static @Nullable String pcrs(Evidence evidence) {
        Map<String, String> hex = new TreeMap<>();
        evidence.pcrs().values().forEach((pcr, value) -> hex.put(Integer.toString(pcr), value.hex()));
        return Json.write(hex);
    }

    @Override
    public Optional<Evidence> find(UUID id) {
        held.flush();
        return sql.first("select * from evidence where id = ?", this::toEvidence, id);
    }

    @Override
    public List<KeptEvidence> kept(HostId host, @Nullable UUID before, int limit) {
        held.flush();
        String columns = "select id, challenge_id, vouched_by, measured_at, received_at from evidence where host = ?";
        return before == null
                ? sql.list(columns + " order by id desc limit ?", PostgresEvidence::toKept, host, limit)
                : sql.list(
                        columns + " and id < ? order by id desc limit ?",
                        PostgresEvidence::toKept,
                        host,
                        before,
                        limit);
    }

    private static KeptEvidence toKept(Row row) {
        return new KeptEvidence(
                row.uuid("id"),
                row.uuidOrNull("challenge_id"),
                row.textOrNull("vouched_by"),
                row.instant("measured_at"),
                row.instant("received_at"));
    }

    @Override
    public Optional<KeptEvidence.Whole> whole(HostId host, UUID id) {
        held.flush();
        return sql.first(
                "select * from evidence where id = ? and host = ?",
                row -> new KeptEvidence.Whole(
                        toKept(row),
                        PcrValues.ofHex(pcrs(row)),
                        Json.texts(row.text("facts")),
                        row.textOrNull("vouched_by") == null ? raw(row) : null),
                id,
                host);
    }

    private KeptEvidence.Raw raw(Row row) {
        byte[] key = row.bytesOrNull("ak_public");
        return new KeptEvidence.Raw(
                Bytes.of(row.bytes("quote")),
                Bytes.of(row.bytes("signature")),
                eventLogs.get(row.bytes("event_log_digest")),
                key == null ? null : Bytes.of(key));
    }

    /** Quote, signature and event log stay where they are: nothing of them is needed to compare PCRs. */
    @Override
    public Map<UUID, Claims> claims(Collection<UUID> ids) {
        held.flush();
        Map<UUID, Claims> claims = new HashMap<>();
        sql.each(
                "select id, pcrs, facts from evidence where id = any (cast(? as uuid[]))",
                row -> {
                    UUID id = row.uuid("id");
                    claims.put(
                            id,
                            new Claims(PcrValues.ofHex(pcrs(row)), Json.texts(row.text("facts")), () -> eventLog(id)));
                },
                ids);
        return claims;
    }

    private EventLog eventLog(UUID id) {
        return find(id).orElseThrow(() -> new IllegalStateException("evidence " + id + " is lost"))
                .eventLog();
    }

    private Evidence toEvidence(Row row) {
        UUID id = row.uuid("id");
        String manager = row.textOrNull("vouched_by");
        try {
            return new Evidence(
                    id,
                    row.instant("measured_at"),
                    manager == null ? Quote.parse(Bytes.of(row.bytes("quote"))) : new VouchedBy(manager),
                    PcrValues.ofHex(pcrs(row)),
                    manager == null
                            ? EventLog.parse(eventLogs.get(row.bytes("event_log_digest")))
                            : events(row.text("events")),
                    Json.texts(row.text("facts")));
        } catch (Malformed e) {
            throw new IllegalStateException("kept evidence " + id + " is damaged", e);
        }
    }

    private static EventLog events(String json) {
        return new EventLog(
                Json.read(json, EVENTS).stream()
                        .map(event -> new LoggedEvent(
                                event.pcr(), event.type(), Bytes.ofHex(event.digest()), Bytes.ofHex(event.data())))
                        .toList(),
                0);
    }

    private static Map<Integer, String> pcrs(Row row) {
        Map<Integer, String> pcrs = new HashMap<>();
        Json.texts(row.text("pcrs")).forEach((pcr, value) -> pcrs.put(Integer.valueOf(pcr), value));
        return pcrs;
    }

    @Override
    public long prune(Instant before) {
        held.flush();
        int evidence = sql.update(
                "delete from evidence e where received_at < ?"
                        + " and not exists (select 1 from host h where h.evidence_id = e.id)",
                before);
        return (long) evidence + eventLogs.prune(before);
    }
}
