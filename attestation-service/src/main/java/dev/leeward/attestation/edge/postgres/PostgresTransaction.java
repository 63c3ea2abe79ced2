package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.SharedTransaction;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says to PostgreSQL what holds for the transaction at hand, and asks all that it is asked for in the same round trip. */
@ApplicationScoped
class PostgresTransaction implements SharedTransaction {

    private static final Query IMPATIENT = setting("lock_timeout", "100ms");
    private static final Query LOSABLE = setting("synchronous_commit", "off");

    private final Sql sql;
    private final PostgresHosts hosts;
    private final PostgresTurns turns;
    private final PostgresDemands demands;
    private final PostgresChallenges challenges;
    private final PostgresManifests manifests;
    private final EventLogs eventLogs;

    PostgresTransaction(
            Sql sql,
            PostgresHosts hosts,
            PostgresTurns turns,
            PostgresDemands demands,
            PostgresChallenges challenges,
            PostgresManifests manifests,
            EventLogs eventLogs) {
        this.sql = sql;
        this.hosts = hosts;
        this.turns = turns;
        this.demands = demands;
        this.challenges = challenges;
        this.manifests = manifests;
        this.eventLogs = eventLogs;
    }

    /** A setting for the rest of the transaction. */
    private static Query setting(String name, String value) {
        return new Query("select set_config(?, ?, true)", _ -> {}, name, value);
    }

    @Override
    public void beginIssuing(Collection<HostId> asking, Instant now) {
        sql.together(
                LOSABLE,
                IMPATIENT,
                hosts.locking(asking),
                challenges.countingOpen(asking, now),
                manifests.readingGeneration());
    }

    @Override
    public void beginIntake(Collection<Answering> batch, Instant now) {
        List<HostId> answering = batch.stream().map(Answering::host).toList();
        sql.together(
                IMPATIENT,
                hosts.locking(answering),
                turns.locking(answering),
                demands.readingPending(answering, now),
                challenges.locking(batch.stream().map(Answering::challenge).toList()),
                manifests.readingGeneration(),
                eventLogs.readingKnown(
                        batch.stream()
                                .map(answer -> Bytes.sha256(answer.submission().eventLog()))
                                .collect(Collectors.toSet()),
                        now));
    }
}
