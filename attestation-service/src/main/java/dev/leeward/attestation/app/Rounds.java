package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.References;
import dev.leeward.attestation.schedule.Schedule;
import dev.leeward.attestation.schedule.Turn;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Hands out challenges to hosts whose time has come: each round once, whichever replica the agent asks. */
@Startup
@ApplicationScoped
public class Rounds {

    /** What an agent that asks for its next challenge is told at once. */
    public sealed interface Outcome {
        /** Wait: the host is challenged from this time on, or on demand. */
        record Wait(Instant nextAt) implements Outcome {}

        /** The challenge that the host works on already: its answer was lost on the way. */
        record Open(Challenge challenge) implements Outcome {}

        /** This host cannot be challenged. */
        record Refused(Rejection rejection) implements Outcome {}
    }

    private final HostStore hosts;
    private final TurnStore turns;
    private final Turns keeper;
    private final DemandStore demands;
    private final ChallengeStore store;
    private final ManifestStore manifests;
    private final Challenges challenges;
    private final Schedule schedule;
    private final Clock clock;
    private final Settings settings;

    Rounds(
            HostStore hosts,
            TurnStore turns,
            Turns keeper,
            DemandStore demands,
            ChallengeStore store,
            ManifestStore manifests,
            Challenges challenges,
            Schedule schedule,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.turns = turns;
        this.keeper = keeper;
        this.demands = demands;
        this.store = store;
        this.manifests = manifests;
        this.challenges = challenges;
        this.schedule = schedule;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Says what agents that ask have to do, in the order of their hosts. One gets the challenge that it was handed before
     * again while half of the time to answer is left, unless another is to be handed out.
     */
    @Transactional
    public List<Outcome> ask(List<HostId> ids) {
        Map<HostId, Turn> known = turns.find(ids);
        Map<HostId, HostRecord> records = hosts.find(known.keySet());
        return ids.stream()
                .map(id -> Optional.ofNullable(known.get(id))
                        .map(turn -> ask(id, Optional.ofNullable(records.get(id)), () -> turn))
                        // A host without a turn is about to get one, and must not change meanwhile.
                        .orElseGet(() -> ask(id, hosts.lock(id), () -> keeper.of(id))))
                .toList();
    }

    private Outcome ask(HostId id, Optional<HostRecord> known, Supplier<Turn> turnOf) {
        Optional<HostRecord> host = known.filter(HostRecord::present);
        if (host.isEmpty()) {
            return new Outcome.Refused(EvidenceIntake.unknown(id));
        }
        Optional<Rejection> refusal = challenges.refusal(host.get());
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Instant now = now();
        Turn turn = turnOf.get();
        if (turn.ready(now)) {
            return new Outcome.Wait(turn.nextAt());
        }
        return turn.open(now)
                .filter(lease ->
                        Duration.between(now, lease.until()).multipliedBy(2).compareTo(settings.challengeLifetime())
                                >= 0)
                .flatMap(lease -> store.find(id, lease.challenge()))
                .<Outcome>map(Outcome.Open::new)
                .orElseGet(() -> new Outcome.Wait(turn.nextAt()));
    }

    /** Hosts whose attestation was demanded, oldest demand first. */
    @Transactional
    public List<HostId> demanded() {
        return demands.demanded(now());
    }

    /**
     * Challenges that were handed out.
     *
     * @param challenges these
     * @param left how many more may be handed out now
     */
    public record HandedOut(List<Challenge> challenges, long left) {
        public HandedOut {
            challenges = List.copyOf(challenges);
        }
    }

    /**
     * Challenges those of the hosts whose time has come, as many as may be in flight. Once this returns, no replica
     * challenges them again before the challenge has ended.
     */
    @Transactional
    public HandedOut handOut(Collection<HostId> candidates) {
        turns.lockHandOut();
        Instant now = now();
        long free = settings.schedule().inFlight() - turns.inFlight(now);
        if (free <= 0) {
            return new HandedOut(List.of(), 0);
        }
        List<Turn> ready = turns.lockReady(candidates, now, (int) Math.min(free, candidates.size()));
        Map<HostId, HostRecord> records =
                hosts.find(ready.stream().map(Turn::host).toList());
        References references = manifests.inForce();
        List<Challenge> handedOut = new ArrayList<>();
        for (Turn turn : ready) {
            HostRecord host = records.get(turn.host());
            if (host != null && challenges.refusal(host).isEmpty()) {
                Challenge challenge = challenges.add(host, references, now);
                turns.save(turn.challenged(challenge, host.description(), schedule));
                handedOut.add(challenge);
            }
        }
        return new HandedOut(handedOut, free - handedOut.size());
    }

    /**
     * How the schedule is kept, over all replicas.
     *
     * @param overdue hosts whose attestation is missing for too long
     * @param inFlight challenges that were handed out and can still be answered
     */
    public record State(long overdue, long inFlight) {}

    /** How the schedule is kept now. */
    @Transactional
    public State state() {
        Instant now = now();
        return new State(turns.overdue(now, settings.schedule().overdueAfter()), turns.inFlight(now));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
