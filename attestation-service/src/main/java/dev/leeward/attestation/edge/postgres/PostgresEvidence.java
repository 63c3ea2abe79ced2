package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.EvidenceStore;
import dev.leeward.attestation.app.KeptEvidence;
import dev.leeward.attestation.edge.postgres.EvidenceEntity.EventRow;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.EventLog;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.LoggedEvent;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.evidence.Voucher;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Challenges and evidence in PostgreSQL. */
@ApplicationScoped
class PostgresEvidence implements EvidenceStore {

    private final EntityManager entities;
    private final Sql sql;
    private final EventLogs eventLogs;

    PostgresEvidence(EntityManager entities, Sql sql, EventLogs eventLogs) {
        this.entities = entities;
        this.sql = sql;
        this.eventLogs = eventLogs;
    }

    /** Past Hibernate, as the count below: a query of its would first write all that a batch has changed so far. */
    @Override
    public void add(Challenge challenge) {
        sql.update(
                "insert into challenge (id, host, nonce, pcr_mask, issued_at, expires_at) values (?, ?, ?, ?, ?, ?)",
                challenge.id(),
                challenge.host(),
                challenge.nonce().toArray(),
                challenge.selection().mask(),
                challenge.issuedAt(),
                challenge.expiresAt());
    }

    @Override
    public void lockChallenges(Collection<UUID> ids) {
        entities.createQuery("from ChallengeEntity where id in :ids order by id", ChallengeEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    @Override
    public void losable() {
        sql.run("set local synchronous_commit = off");
    }

    @Override
    public void impatient() {
        sql.run("set local lock_timeout = '100ms'");
    }

    @Override
    public Optional<Challenge> find(HostId host, UUID challenge) {
        return Optional.ofNullable(entities.find(ChallengeEntity.class, challenge))
                .filter(row -> row.host.equals(host.value()))
                .map(PostgresEvidence::toChallenge);
    }

    @Override
    public Optional<Challenge> lockChallenge(UUID id) {
        return Optional.ofNullable(entities.find(ChallengeEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(PostgresEvidence::toChallenge);
    }

    private static Challenge toChallenge(ChallengeEntity row) {
        return new Challenge(
                row.id,
                new HostId(row.host),
                Bytes.of(row.nonce),
                new PcrSelection(row.pcrMask),
                row.issuedAt,
                row.expiresAt,
                row.answeredAt != null);
    }

    @Override
    public void markAnswered(UUID challenge, Instant at) {
        entities.find(ChallengeEntity.class, challenge).answeredAt = at;
    }

    @Override
    public long open(HostId host, Instant now) {
        return sql.first(
                        "select count(*) from challenge where host = ? and answered_at is null and expires_at > ?",
                        row -> row.number("count"),
                        host,
                        now)
                .orElseThrow();
    }

    @Override
    public void add(HostId host, UUID challenge, Evidence evidence, Submission submission, Instant receivedAt) {
        EvidenceEntity row = row(host, evidence, receivedAt);
        row.challengeId = challenge;
        row.quote = submission.quote().toArray();
        row.signature = submission.signature().toArray();
        row.eventLogDigest = eventLogs.keep(submission.eventLog(), receivedAt);
        // The host's row is locked, so this is the key that the evidence was verified with.
        row.akPublic = entities.find(HostEntity.class, host.value()).akPublic;
        entities.persist(row);
    }

    @Override
    public void addVouched(HostId host, VouchedBy manager, Evidence evidence, Instant receivedAt) {
        EvidenceEntity row = row(host, evidence, receivedAt);
        row.vouchedBy = manager.manager();
        row.events = evidence.eventLog().events().stream()
                .map(event -> new EventRow(
                        event.pcr(),
                        event.type(),
                        event.digest().hex(),
                        event.data().hex()))
                .toList();
        entities.persist(row);
    }

    private static EvidenceEntity row(HostId host, Evidence evidence, Instant receivedAt) {
        EvidenceEntity row = new EvidenceEntity();
        row.id = evidence.id();
        row.host = host.value();
        row.measuredAt = evidence.measuredAt();
        row.receivedAt = receivedAt;
        row.pcrs = new HashMap<>();
        evidence.pcrs().values().forEach((pcr, value) -> row.pcrs.put(Integer.toString(pcr), value.hex()));
        row.facts = evidence.facts();
        return row;
    }

    @Override
    public Optional<Evidence> find(UUID id) {
        return Optional.ofNullable(entities.find(EvidenceEntity.class, id)).map(this::toEvidence);
    }

    @Override
    public List<KeptEvidence> kept(HostId host, @Nullable UUID before, int limit) {
        TypedQuery<KeptEvidence> query = entities.createQuery(
                        "select id, challengeId, vouchedBy, measuredAt, receivedAt from EvidenceEntity"
                                + " where host = :host" + (before == null ? "" : " and id < :before")
                                + " order by id desc",
                        KeptEvidence.class)
                .setParameter("host", host.value());
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.setMaxResults(limit).getResultList();
    }

    @Override
    public Optional<KeptEvidence.Whole> whole(HostId host, UUID id) {
        return Optional.ofNullable(entities.find(EvidenceEntity.class, id))
                .filter(row -> row.host.equals(host.value()))
                .map(row -> new KeptEvidence.Whole(
                        new KeptEvidence(row.id, row.challengeId, row.vouchedBy, row.measuredAt, row.receivedAt),
                        pcrs(row.pcrs),
                        row.facts,
                        row.vouchedBy == null ? raw(row) : null));
    }

    private KeptEvidence.Raw raw(EvidenceEntity row) {
        return new KeptEvidence.Raw(
                there(row, row.quote),
                there(row, row.signature),
                eventLogs.get(there(row, row.eventLogDigest).toArray()),
                row.akPublic == null ? null : Bytes.of(row.akPublic));
    }

    /** Quote, signature and event log stay where they are: nothing of them is needed to compare PCRs. */
    private record ClaimsRow(UUID id, Map<String, String> pcrs, Map<String, String> facts) {}

    @Override
    public Map<UUID, Claims> claims(Collection<UUID> ids) {
        return entities.createQuery("select id, pcrs, facts from EvidenceEntity where id in :ids", ClaimsRow.class)
                .setParameter("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(
                        ClaimsRow::id, row -> new Claims(pcrs(row.pcrs()), row.facts(), () -> eventLog(row.id()))));
    }

    private EventLog eventLog(UUID id) {
        try {
            return eventLog(entities.find(EvidenceEntity.class, id));
        } catch (Malformed e) {
            throw damaged(id, e);
        }
    }

    private Evidence toEvidence(EvidenceEntity row) {
        try {
            return new Evidence(row.id, row.measuredAt, voucher(row), pcrs(row.pcrs), eventLog(row), row.facts);
        } catch (Malformed e) {
            throw damaged(row.id, e);
        }
    }

    private static PcrValues pcrs(Map<String, String> hex) {
        Map<Integer, String> pcrs = new HashMap<>();
        hex.forEach((pcr, value) -> pcrs.put(Integer.valueOf(pcr), value));
        return PcrValues.ofHex(pcrs);
    }

    private static IllegalStateException damaged(UUID id, Malformed cause) {
        return new IllegalStateException("kept evidence " + id + " is damaged", cause);
    }

    private static Voucher voucher(EvidenceEntity row) throws Malformed {
        return row.vouchedBy == null ? Quote.parse(there(row, row.quote)) : new VouchedBy(row.vouchedBy);
    }

    private EventLog eventLog(EvidenceEntity row) throws Malformed {
        if (row.events == null) {
            return EventLog.parse(eventLogs.get(there(row, row.eventLogDigest).toArray()));
        }
        return new EventLog(
                row.events.stream()
                        .map(event -> new LoggedEvent(
                                event.pcr(), event.type(), Bytes.ofHex(event.digest()), Bytes.ofHex(event.data())))
                        .toList(),
                0);
    }

    private static Bytes there(EvidenceEntity row, byte @Nullable [] content) {
        if (content == null) {
            throw new IllegalStateException("kept evidence " + row.id + " is neither quoted nor vouched for");
        }
        return Bytes.of(content);
    }

    @Override
    public long prune(Instant challengesBefore, Instant evidenceBefore) {
        int challenges = entities.createQuery("delete from ChallengeEntity where expiresAt < :before")
                .setParameter("before", challengesBefore)
                .executeUpdate();
        int evidence = entities.createQuery("delete from EvidenceEntity e where e.receivedAt < :before"
                        + " and not exists (select 1 from HostEntity h where h.evidenceId = e.id)")
                .setParameter("before", evidenceBefore)
                .executeUpdate();
        return (long) challenges + evidence + eventLogs.prune(evidenceBefore);
    }
}
