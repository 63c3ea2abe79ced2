package dev.leeward.compliance.incident;

import static dev.leeward.testkit.SeededHistories.transition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.testkit.SeededHistories;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncidentTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    /** Nothing fired yet. */
    private record NotOpened() {}

    private record History(List<Signal> signals, List<Answer> answers) {
        Optional<Incident.Life> life() {
            return Incident.of(signals, answers);
        }

        History with(Happening happening) {
            List<Signal> moreSignals = new ArrayList<>(signals);
            List<Answer> moreAnswers = new ArrayList<>(answers);
            switch (happening) {
                case Happening.Fired(var signal) -> moreSignals.add(signal);
                case Happening.Cleared(var signal) -> moreSignals.add(signal);
                case Happening.Acknowledged(var answer) -> moreAnswers.add(answer);
                case Happening.Resolved(var answer) -> moreAnswers.add(answer);
            }
            return new History(moreSignals, moreAnswers);
        }

        Object phase() {
            return life().<Object>map(life -> life.incident().phase()).orElse(new NotOpened());
        }
    }

    @Test
    void everyHistoryKeepsToTheLifeCycleInWhateverOrderItIsHeard() {
        SeededHistories.<History, Happening>of("incident")
                .startingFrom(_ -> new History(List.of(), List.of()))
                .choosing(IncidentTest::next)
                .folding(History::with)
                .holding((_, _, after) -> assertThat(shuffled(after).life()).isEqualTo(after.life()))
                .naming((before, happening, after) -> transition(
                        before.phase().getClass(),
                        happening.getClass(),
                        after.phase().getClass()))
                .declaring(Set.of(
                        transition(NotOpened.class, Happening.Fired.class, Phase.New.class),
                        transition(NotOpened.class, Happening.Cleared.class, NotOpened.class),
                        transition(Phase.New.class, Happening.Fired.class, Phase.New.class),
                        transition(Phase.New.class, Happening.Cleared.class, Phase.New.class),
                        transition(Phase.New.class, Happening.Acknowledged.class, Phase.Acknowledged.class),
                        transition(Phase.New.class, Happening.Resolved.class, Phase.Resolved.class),
                        transition(Phase.Acknowledged.class, Happening.Fired.class, Phase.Acknowledged.class),
                        transition(Phase.Acknowledged.class, Happening.Cleared.class, Phase.Acknowledged.class),
                        transition(Phase.Acknowledged.class, Happening.Acknowledged.class, Phase.Acknowledged.class),
                        transition(Phase.Acknowledged.class, Happening.Resolved.class, Phase.Resolved.class),
                        transition(Phase.Resolved.class, Happening.Fired.class, Phase.Reopened.class),
                        transition(Phase.Resolved.class, Happening.Cleared.class, Phase.Resolved.class),
                        transition(Phase.Resolved.class, Happening.Acknowledged.class, Phase.Resolved.class),
                        transition(Phase.Resolved.class, Happening.Resolved.class, Phase.Resolved.class),
                        transition(Phase.Reopened.class, Happening.Fired.class, Phase.Reopened.class),
                        transition(Phase.Reopened.class, Happening.Cleared.class, Phase.Reopened.class),
                        transition(Phase.Reopened.class, Happening.Acknowledged.class, Phase.Acknowledged.class),
                        transition(Phase.Reopened.class, Happening.Resolved.class, Phase.Resolved.class)))
                .sized(300, 20)
                .run();
    }

    @Test
    void whatFiresAgainJoinsTheSameIncident() {
        Incident incident = life(fired(1), fired(2), fired(3));

        assertThat(incident.occurrences()).isEqualTo(3);
        assertThat(incident.revision()).isEqualTo(1);
        assertThat(incident.first().cause().eventId()).isEqualTo("event-1");
        assertThat(incident.last().cause().eventId()).isEqualTo("event-3");
    }

    @Test
    void aSignalThatFollowsTheOneAPersonSawReopensWhateverTheirClocksSay() {
        Signal seen = fired(1);
        Signal later = fired(2);
        Answer resolved = answer(Answer.Kind.RESOLVED, seen, 2, START.plusSeconds(7_200));

        Incident.Life life =
                Incident.of(List.of(later, seen), List.of(resolved)).orElseThrow();

        assertThat(life.incident().phase()).isEqualTo(new Phase.Reopened());
        assertThat(life.changes())
                .extracting(change -> change.getClass().getSimpleName())
                .containsExactly("Opened", "Answered", "Reopened");
        assertThat(life.changes()).extracting(Change::revision).containsExactly(1L, 2L, 3L);
    }

    @Test
    void thatTheCauseIsGoneIsNotedButAPersonResolves() {
        Incident incident = life(fired(1), cleared(2));

        assertThat(incident.phase().state().open()).isTrue();
        assertThat(incident.latest().kind()).isEqualTo(Signal.Kind.CLEARED);
    }

    @Test
    void theIdFollowsFromTheKeyAlone() {
        IncidentId id = IncidentId.of("rule", "acme", "vm");

        assertThat(id).isEqualTo(IncidentId.of("rule", "acme", "vm"));
        assertThat(id).isNotEqualTo(IncidentId.of("rule", "globex", "vm"));
        assertThat(id).isNotEqualTo(IncidentId.of("rule", null, "vm"));
        assertThat(fired(1).incident()).isEqualTo(fired(2).incident());
    }

    private static Incident life(Signal... signals) {
        return Incident.of(List.of(signals), List.of()).orElseThrow().incident();
    }

    private static @Nullable Happening next(History history, RandomGenerator random) {
        int number = history.signals().size() + 1;
        Optional<Incident> incident = history.life().map(Incident.Life::incident);
        int choice = random.nextInt(incident.isPresent() ? 4 : 2);
        return switch (choice) {
            case 0 -> new Happening.Fired(fired(number));
            case 1 -> new Happening.Cleared(cleared(number));
            case 2 -> new Happening.Acknowledged(answer(Answer.Kind.ACKNOWLEDGED, incident.orElseThrow()));
            default -> new Happening.Resolved(answer(Answer.Kind.RESOLVED, incident.orElseThrow()));
        };
    }

    private static History shuffled(History history) {
        List<Signal> signals = new ArrayList<>(history.signals());
        List<Answer> answers = new ArrayList<>(history.answers());
        Collections.shuffle(signals, new Random(history.signals().size()));
        Collections.shuffle(answers, new Random(history.answers().size()));
        signals.addAll(history.signals().stream().limit(3).toList());
        return new History(signals, answers);
    }

    private static Signal fired(int number) {
        return signal(number, Signal.Kind.FIRED);
    }

    private static Signal cleared(int number) {
        return signal(number, Signal.Kind.CLEARED);
    }

    private static Signal signal(int number, Signal.Kind kind) {
        Cause cause = new Cause(
                START.plusSeconds(number),
                "event-" + number,
                "somebody",
                "correlation",
                new Provenance("topic", 0, number));
        return new Signal("rule", "acme", "vm", kind, null, cause, Severity.HIGH, "title", "detail");
    }

    private static Answer answer(Answer.Kind kind, Incident incident) {
        return answer(kind, incident.latest(), incident.revision() + 1, START);
    }

    private static Answer answer(Answer.Kind kind, Signal seen, long revision, Instant at) {
        String id = kind + "/" + seen.cause().eventId() + "/" + revision;
        return new Answer(seen.incident(), kind, id, seen.cause().eventId(), revision, at, "officer", "done");
    }
}
