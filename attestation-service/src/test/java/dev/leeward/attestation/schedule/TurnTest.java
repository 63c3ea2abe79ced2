package dev.leeward.attestation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.testkit.SeededHistories;
import dev.leeward.testkit.SeededHistories.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Turns of one host under any history: always challenged again in the end, never twice at once without a demand. */
class TurnTest {

    private static final Instant T0 = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final HostDescription HOST = ScheduleTest.host("east-1");
    private static final Schedule SCHEDULE =
            new Schedule(new Intervals(INTERVAL, Map.of(), Map.of()), Duration.ofSeconds(10));

    /** What happens to a turn at a time. */
    private enum Event {
        CHALLENGED,
        ATTESTED,
        ATTESTED_BY_ITSELF,
        REFUSED,
        REFUSED_BY_ITSELF,
        DEMANDED
    }

    private record Step(Event event, Instant at, UUID challenge) {}

    private record World(Turn turn, Instant now) {

        String phase() {
            if (turn.open(now).isPresent()) {
                return turn.ready(now) ? "DemandedWhileOpen" : "Open";
            }
            if (turn.ready(now)) {
                return "Ready";
            }
            return turn.attempts() == 0 ? "Resting" : "BackingOff";
        }
    }

    @Test
    void every_history_leads_back_to_a_challenge() {
        SeededHistories.<World, Step>of("turn")
                .startingFrom(random -> new World(Turn.first(HOST.id(), T0), T0))
                .choosing(TurnTest::next)
                .folding(TurnTest::apply)
                .holding(TurnTest::check)
                .naming((before, step, after) ->
                        new Transition(at(before, step).phase(), step.event().name(), after.phase()))
                .declaring(Set.of(
                        new Transition("Ready", "CHALLENGED", "Open"),
                        new Transition("DemandedWhileOpen", "CHALLENGED", "Open"),
                        new Transition("Open", "ATTESTED", "Resting"),
                        new Transition("DemandedWhileOpen", "ATTESTED", "Resting"),
                        // Its place in the interval came between challenge and answer.
                        new Transition("Open", "ATTESTED", "Ready"),
                        new Transition("DemandedWhileOpen", "ATTESTED", "Ready"),
                        new Transition("Open", "REFUSED", "BackingOff"),
                        new Transition("DemandedWhileOpen", "REFUSED", "BackingOff"),
                        new Transition("Ready", "ATTESTED_BY_ITSELF", "Resting"),
                        new Transition("Open", "ATTESTED_BY_ITSELF", "Resting"),
                        new Transition("DemandedWhileOpen", "ATTESTED_BY_ITSELF", "Resting"),
                        new Transition("Resting", "ATTESTED_BY_ITSELF", "Resting"),
                        new Transition("BackingOff", "ATTESTED_BY_ITSELF", "Resting"),
                        new Transition("Ready", "REFUSED_BY_ITSELF", "Ready"),
                        new Transition("Open", "REFUSED_BY_ITSELF", "Open"),
                        new Transition("DemandedWhileOpen", "REFUSED_BY_ITSELF", "DemandedWhileOpen"),
                        new Transition("Resting", "REFUSED_BY_ITSELF", "Resting"),
                        new Transition("BackingOff", "REFUSED_BY_ITSELF", "BackingOff"),
                        new Transition("Ready", "DEMANDED", "Ready"),
                        new Transition("Open", "DEMANDED", "DemandedWhileOpen"),
                        new Transition("DemandedWhileOpen", "DEMANDED", "DemandedWhileOpen"),
                        new Transition("Resting", "DEMANDED", "Ready"),
                        new Transition("BackingOff", "DEMANDED", "Ready")))
                .sized(3000, 40)
                .run();
    }

    /** Time passes first, so that a lease may have run out or a turn have come; then what is possible happens. */
    private static Step next(World world, RandomGenerator random) {
        Duration pause = random.nextBoolean() ? Duration.ofSeconds(15) : Duration.ofMinutes(3);
        Instant at = world.now().plusMillis(random.nextLong(pause.toMillis()));
        World later = new World(world.turn(), at);
        Event event = Event.values()[random.nextInt(Event.values().length)];
        boolean possible = switch (event) {
            case CHALLENGED -> later.turn().ready(at);
            case ATTESTED, REFUSED -> later.turn().open(at).isPresent();
            case ATTESTED_BY_ITSELF, REFUSED_BY_ITSELF, DEMANDED -> true;
        };
        return new Step(
                possible ? event : Event.REFUSED_BY_ITSELF,
                at,
                later.turn().open(at).map(Turn.Lease::challenge).orElseGet(() -> new UUID(1, random.nextLong())));
    }

    private static World at(World world, Step step) {
        return new World(world.turn(), step.at());
    }

    private static World apply(World world, Step step) {
        Turn turn = world.turn();
        Instant at = step.at();
        return new World(
                switch (step.event()) {
                    case CHALLENGED -> turn.challenged(challenge(at), HOST, SCHEDULE);
                    case ATTESTED ->
                        turn.attested(turn.open(at).orElseThrow().until().minus(ANSWER), HOST, SCHEDULE);
                    case ATTESTED_BY_ITSELF -> turn.attested(at, HOST, SCHEDULE);
                    case REFUSED -> turn.refused(step.challenge(), at, HOST, SCHEDULE);
                    case REFUSED_BY_ITSELF -> turn.refused(new UUID(2, 2), at, HOST, SCHEDULE);
                    case DEMANDED -> turn.demanded(at);
                },
                at);
    }

    private static void check(World before, Step step, World after) {
        Turn turn = after.turn();
        // Nobody has to do anything for it to be challenged again, and that soon enough to help.
        assertThat(turn.nextAt()).isBeforeOrEqualTo(step.at().plus(ANSWER).plus(INTERVAL));
        if (step.event() == Event.CHALLENGED) {
            assertThat(turn.ready(step.at().plus(ANSWER)))
                    .as("is challenged again before the challenge has run out, or without any back-off")
                    .isFalse();
        }
        if (turn.attempts() == 0) {
            assertThat(turn.lease()).isNull();
        }
        if (step.event() != Event.ATTESTED && step.event() != Event.ATTESTED_BY_ITSELF) {
            assertThat(turn.dueAt()).isEqualTo(before.turn().dueAt());
        } else {
            assertThat(turn.overdue(turn.dueAt().plusSeconds(5), Duration.ofSeconds(5)))
                    .isFalse();
            assertThat(turn.overdue(turn.dueAt().plusSeconds(6), Duration.ofSeconds(5)))
                    .isTrue();
        }
    }

    private static Challenge challenge(Instant at) {
        return new Challenge(
                new UUID(3, at.toEpochMilli()),
                HOST.id(),
                Bytes.of(new byte[Challenge.NONCE_LENGTH]),
                PcrSelection.of(0),
                at,
                at.plus(ANSWER),
                false);
    }
}
