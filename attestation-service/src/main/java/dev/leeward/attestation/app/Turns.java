package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import dev.leeward.attestation.schedule.Schedule;
import dev.leeward.attestation.schedule.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Keeps the schedule true to what happens to hosts, in the transaction that locked the host. */
@ApplicationScoped
class Turns {

    private final TurnStore turns;
    private final DemandStore demands;
    private final MarkedEvidence marked;
    private final Schedule schedule;
    private final Clock clock;

    Turns(TurnStore turns, DemandStore demands, MarkedEvidence marked, Schedule schedule, Clock clock) {
        this.turns = turns;
        this.demands = demands;
        this.marked = marked;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** A key was pinned: the host is due at once. */
    void begin(HostId host) {
        turns.lock(host);
        turns.save(Turn.first(host, now()));
    }

    /** The turn of a host that is enrolled, whose row the caller has locked. */
    Turn of(HostId host) {
        return turns.lock(host).orElseGet(() -> {
            begin(host); // enrolled by a replica of a release without a schedule
            return turns.lock(host).orElseThrow();
        });
    }

    /** The host was retired. */
    void end(HostId host) {
        turns.remove(host);
    }

    /** Evidence that was asked for at a time was appraised. It answers a demand that is no younger, and is kept for it. */
    void attested(HostRecord host, Instant measuredAt) {
        Instant now = now();
        Optional<Demand> pending = demands.pending(host.id(), now);
        pending.filter(demand -> demand.answeredBy(measuredAt)).ifPresent(demand -> {
            demands.save(demand.done(host.report(now), now));
            host.trust().result().ifPresent(result -> marked.mark(result.evidenceId(), now));
        });
        if (host.enrolled()) {
            Turn next = of(host.id()).attested(measuredAt, host.description(), schedule);
            turns.save(pending.isEmpty() || pending.get().answeredBy(measuredAt) ? next : next.demanded(now));
        }
    }

    /** The answer to a challenge was refused. */
    void refused(HostRecord host, UUID challenge, Rejection rejection) {
        Instant now = now();
        demands.pending(host.id(), now).ifPresent(demand -> demands.save(demand.refused(words(rejection))));
        turns.lock(host.id()).ifPresent(turn -> turns.save(turn.refused(challenge, now, host.description(), schedule)));
    }

    /** A manager's word on the host was refused. */
    void refused(HostRecord host, Rejection rejection) {
        demands.pending(host.id(), now()).ifPresent(demand -> demands.save(demand.refused(words(rejection))));
    }

    private static String words(Rejection rejection) {
        return rejection.code() + ": " + rejection.reason();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
