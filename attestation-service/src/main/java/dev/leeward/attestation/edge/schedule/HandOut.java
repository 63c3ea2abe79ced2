package dev.leeward.attestation.edge.schedule;

import dev.leeward.attestation.app.Rounds;
import dev.leeward.attestation.app.WaitingRoom;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

/** Serves the agents that wait at this replica, and measures how the schedule is kept by all of them. */
@ApplicationScoped
class HandOut {

    private final WaitingRoom room;
    private final Rounds rounds;
    private volatile Rounds.State state = new Rounds.State(0, 0);

    HandOut(WaitingRoom room, Rounds rounds, MeterRegistry metrics) {
        this.room = room;
        this.rounds = rounds;
        Gauge.builder("leeward.attestation.waiting", room, WaitingRoom::waiting)
                .description("Agents that wait at this replica for their next challenge")
                .register(metrics);
        Gauge.builder("leeward.attestation.overdue", this, self -> self.state.overdue())
                .description("Hosts whose attestation is missing for too long")
                .register(metrics);
        Gauge.builder("leeward.attestation.in.flight", this, self -> self.state.inFlight())
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
        state = rounds.state();
    }
}
