package dev.leeward.policy.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.SimulationCount;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Simulation.State;
import dev.leeward.policy.simulation.Tally;
import dev.leeward.policy.simulation.Tally.Count;
import dev.leeward.policy.simulation.Tally.Transition;
import dev.leeward.testkit.TestEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SimulationAnnouncerTest {
    private static final Instant NOW = Instant.parse("2026-11-29T03:00:00.123456Z");

    @Test
    void changesAreToldBeforeWhatStaysAndTheMostFrequentFirst() {
        SimulationCompleted said = said(
                List.of(
                        count("acme", Effect.ALLOW, Effect.ALLOW, 900),
                        count("acme", Effect.ALLOW, Effect.DENY, 2),
                        count("globex", Effect.ALLOW, Effect.DENY, 7)),
                "No clones");

        assertThat(said.getCounts().stream().map(SimulationCount::getDecisions)).containsExactly(7L, 2L, 900L);
        assertThat(said.getCountsLeftOut()).isZero();
        assertThat(said.getChanged()).isEqualTo(9);
        assertThat(said.getFailure()).isNull();
        assertThat(said.getSince()).isEqualTo(Instant.parse("2026-11-29T03:00:00.123Z"));
    }

    @Test
    void ofThousandsOfTenantsThoseAreToldForWhomMostWouldChange() {
        List<Count> counts = new ArrayList<>();
        for (int i = 1; i <= 1_200; i++) {
            counts.add(count("tenant-" + i, Effect.ALLOW, Effect.DENY, i));
        }

        SimulationCompleted said = said(counts, "No clones");

        assertThat(said.getCounts()).hasSize(1_000);
        assertThat(said.getCounts().getLast().getTenant()).isEqualTo("tenant-201");
        assertThat(said.getCountsLeftOut()).isEqualTo(200);
        assertThat(said.getChanged()).isEqualTo(600L * 1_201);
    }

    @Test
    void aLongReasonIsCutBetweenCharacters() {
        SimulationCompleted said = said(List.of(), "𝒳".repeat(1_001));

        assertThat(said.getExamples().getFirst().getReasonAfter()).isEqualTo("𝒳".repeat(1_000));
        assertThat(said.getExamples().getFirst().getReasonBefore()).isEqualTo("allowed");
    }

    private static Count count(String tenant, Effect from, Effect to, long decisions) {
        return new Count(Transition.of(tenant, from, to), decisions);
    }

    private static SimulationCompleted said(List<Count> counts, String reason) {
        UUID id = new UUID(1, 2);
        Simulation simulation = new Simulation(
                id,
                new SetScope.Provider(),
                2,
                null,
                NOW,
                "ann",
                NOW,
                909,
                909,
                new Tally(counts),
                new State.Succeeded(NOW));
        Change change = new Change(new UUID(3, 4), "acme", "web", Effect.ALLOW, Effect.DENY, "allowed", reason);
        return SimulationAnnouncer.event(
                simulation,
                List.of(change),
                TestEvents.envelope(SimulationCompleted.class, "policy-service/simulation/" + id, null, null));
    }
}
