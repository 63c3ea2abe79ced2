package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The agents that wait at this replica for their next challenge. One that waits costs a little memory and a connection,
 * no thread and nothing of the database. Whoever calls {@link #serve()} serves all of them.
 */
@ApplicationScoped
public class WaitingRoom {

    /** Hosts in one transaction. */
    private static final int BATCH = 500;

    /**
     * An agent that waits.
     *
     * @param host its host
     * @param nextAt from when the host is challenged
     * @param until when the agent stops waiting
     * @param called takes the challenge, or nothing where the wait ended without one; called once at most
     */
    public record Seat(HostId host, Instant nextAt, Instant until, Consumer<Optional<Challenge>> called) {}

    private final ConcurrentMap<HostId, Seat> seats = new ConcurrentHashMap<>();
    private final Rounds rounds;
    private final Counter handedOut;
    private final Clock clock;
    private final Settings settings;

    WaitingRoom(Rounds rounds, MeterRegistry metrics, Clock clock, Settings settings) {
        this.rounds = rounds;
        this.handedOut = metrics.counter("leeward.attestation.rounds");
        this.clock = clock;
        this.settings = settings;
    }

    /** Takes a seat, in the place of one that the host's agent left behind; empty where the room is full. */
    public Optional<Seat> enter(HostId host, Instant nextAt, Duration wait, Consumer<Optional<Challenge>> called) {
        if (seats.size() >= settings.schedule().waiting() && !seats.containsKey(host)) {
            return Optional.empty();
        }
        Seat seat = new Seat(host, nextAt, clock.instant().plus(wait), called);
        Seat left = seats.put(host, seat);
        if (left != null) {
            left.called().accept(Optional.empty());
        }
        return Optional.of(seat);
    }

    /** Gives up a seat; nothing happens where it was called meanwhile. */
    public void leave(Seat seat) {
        seats.remove(seat.host(), seat);
    }

    /** How many agents wait. */
    public int waiting() {
        return seats.size();
    }

    /** Hands out challenges to agents whose hosts' time has come, demands first, and ends waits that are over. */
    public void serve() {
        if (seats.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        try {
            handOut(rounds.demanded().stream().filter(seats::containsKey).toList());
            handOut(seats.values().stream()
                    .filter(seat -> !seat.nextAt().isAfter(now))
                    .sorted(Comparator.comparing(Seat::nextAt))
                    .map(Seat::host)
                    .toList());
        } finally {
            seats.values().stream()
                    .filter(seat -> !seat.until().isAfter(now))
                    .filter(seat -> seats.remove(seat.host(), seat))
                    .forEach(seat -> seat.called().accept(Optional.empty()));
        }
    }

    /** Hands one host that is ready its challenge, where its agent waits here. */
    public void serve(HostId host) {
        if (seats.containsKey(host)) {
            handOut(List.of(host));
        }
    }

    private void handOut(List<HostId> candidates) {
        for (int from = 0; from < candidates.size(); from += BATCH) {
            List<HostId> batch = candidates.subList(from, Math.min(from + BATCH, candidates.size()));
            Rounds.HandedOut handedOut = rounds.handOut(batch);
            handedOut.challenges().forEach(this::call);
            if (handedOut.left() <= 0) {
                return; // what is left waits for a later sweep
            }
        }
    }

    /** An agent that has gone meanwhile is handed the same challenge when it asks again. */
    private void call(Challenge challenge) {
        handedOut.increment();
        Seat seat = seats.remove(challenge.host());
        if (seat != null) {
            seat.called().accept(Optional.of(challenge));
        }
    }
}
