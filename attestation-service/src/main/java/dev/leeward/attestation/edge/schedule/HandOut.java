package dev.leeward.attestation.edge.schedule;

import dev.leeward.attestation.app.Rounds;
import dev.leeward.attestation.app.WaitingRoom;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Serves the agents that wait at this replica, and measures how the schedule is kept by all of them. */
@ApplicationScoped
class HandOut {

    private final WaitingRoom room;
    private final Rounds rounds;
    /** Null until it is known, and while it cannot be measured: a figure that stands still would look like a good one. */
    private volatile Rounds.@Nullable State state;

    HandOut(WaitingRoom room, Rounds rounds, MeterRegistry metrics) {
        this.room = room;
        this.rounds = rounds;
        Gauge.builder("leeward.attestation.waiting", room, WaitingRoom::waiting)
                .description("Agents that wait at this replica for their next challenge")
                .register(metrics);
        Gauge.builder("leeward.attestation.overdue", this, self -> of(self.state, Rounds.State::overdue))
                .description("Hosts whose attestation is missing for too long")
                .register(metrics);
        Gauge.builder("leeward.attestation.in.flight", this, self -> of(self.state, Rounds.State::inFlight))
                .description("Challenges that were handed out, over all replicas, and can still be answered")
                .register(metrics);
    }

    /** A round that fails is tried again at the next sweep. */
    @Scheduled(every = "${leeward.attestation.sweep-interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void serve() {
        room.serve();
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        Rounds.State measured = null;
        try {
            measured = rounds.state();
        } finally {
            state = measured;
        }
    }

    private static double of(Rounds.@Nullable State state, ToLongFunction<Rounds.State> figure) {
        return state == null ? Double.NaN : figure.applyAsLong(state);
    }
}
