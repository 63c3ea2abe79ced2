package dev.leeward.compliance.incident;

import dev.leeward.compliance.incident.Happening.Acknowledged;
import dev.leeward.compliance.incident.Happening.Cleared;
import dev.leeward.compliance.incident.Happening.Fired;
import dev.leeward.compliance.incident.Happening.Resolved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An incident: the fold of its signals and of what people did about it. It is a function of what happened, in the order in
 * which it happened, not in which it was heard of.
 *
 * @param first the signal that opened it
 * @param last the last signal that fired
 * @param latest the last signal of either kind: what a person who answers now has seen
 * @param occurrences how often it fired
 * @param revision how many changes of state there were
 * @param owner who acknowledged or resolved it last; null where nobody did since it was opened
 */
public record Incident(
        IncidentId id,
        Phase phase,
        Signal first,
        Signal last,
        Signal latest,
        int occurrences,
        long revision,
        Instant changedAt,
        @Nullable String owner) {

    /** An incident with the changes of state on the way to it and the timeline of all that happened. */
    public record Life(Incident incident, List<Change> changes, List<Happening> timeline) {
        public Life {
            changes = List.copyOf(changes);
            timeline = List.copyOf(timeline);
        }
    }

    /**
     * The life that follows from everything that is known; empty where nothing ever fired.
     *
     * @param signals all of one key, in any order
     * @param answers all of the same incident, in any order
     */
    public static Optional<Life> of(Collection<Signal> signals, Collection<Answer> answers) {
        @Nullable Incident incident = null;
        List<Change> changes = new ArrayList<>();
        List<Happening> timeline = new ArrayList<>();
        for (Happening happening : inOrder(signals, answers)) {
            Incident next = after(incident, happening);
            if (next == null) {
                continue;
            }
            timeline.add(happening);
            long before = incident == null ? 0 : incident.revision();
            if (next.revision() > before) {
                changes.add(changeBy(happening, next.revision()));
            }
            incident = next;
        }
        return incident == null ? Optional.empty() : Optional.of(new Life(incident, changes, timeline));
    }

    /** Whether the signal comes after all that the incident has seen, so that {@link #then} may go on with it. */
    public boolean precedes(Signal signal) {
        return Signal.ORDER.compare(latest, signal) < 0;
    }

    /** The incident after one more signal, without looking at those before it; see {@link #precedes}. */
    public Incident then(Signal signal) {
        return Objects.requireNonNull(after(this, Happening.of(signal)));
    }

    /** The change that a signal brought about, where it brought the incident to this revision. */
    public static Change changeBy(Signal signal, long revision) {
        return changeBy(Happening.of(signal), revision);
    }

    /** The change that a happening brought about. */
    static Change changeBy(Happening happening, long revision) {
        return switch (happening) {
            case Fired(var signal) when revision == 1 -> new Change.Opened(revision, signal);
            case Fired(var signal) -> new Change.Reopened(revision, signal);
            case Cleared(var signal) -> throw new IllegalStateException("A cleared signal changes nothing: " + signal);
            case Acknowledged(var answer) -> new Change.Answered(revision, answer);
            case Resolved(var answer) -> new Change.Answered(revision, answer);
        };
    }

    /** The rows are the whole life cycle: phase, what happens, what follows. Before it is opened there is no incident. */
    private static @Nullable Incident after(@Nullable Incident incident, Happening happening) {
        if (incident == null) {
            return switch (happening) {
                case Fired(var signal) ->
                    new Incident(
                            signal.incident(),
                            new Phase.New(),
                            signal,
                            signal,
                            signal,
                            1,
                            1,
                            signal.cause().at(),
                            null);
                case Cleared _, Acknowledged _, Resolved _ -> null;
            };
        }
        return switch (new Row(incident.phase(), happening)) {
            case Row(Phase.New _, Fired(var signal)) -> incident.again(signal);
            case Row(Phase.Acknowledged _, Fired(var signal)) -> incident.again(signal);
            case Row(Phase.Reopened _, Fired(var signal)) -> incident.again(signal);
            case Row(Phase.Resolved _, Fired(var signal)) ->
                incident.again(signal)
                        .turned(new Phase.Reopened(), signal.cause().at(), null);
            case Row(Phase _, Cleared(var signal)) -> incident.seen(signal);
            case Row(Phase.New _, Acknowledged(var answer)) -> incident.acknowledged(answer);
            case Row(Phase.Reopened _, Acknowledged(var answer)) -> incident.acknowledged(answer);
            case Row(Phase.Acknowledged _, Acknowledged _), Row(Phase.Resolved _, Acknowledged _) -> incident;
            case Row(Phase.New _, Resolved(var answer)) -> incident.resolved(answer);
            case Row(Phase.Acknowledged _, Resolved(var answer)) -> incident.resolved(answer);
            case Row(Phase.Reopened _, Resolved(var answer)) -> incident.resolved(answer);
            case Row(Phase.Resolved _, Resolved _) -> incident;
        };
    }

    private record Row(Phase phase, Happening happening) {}

    private Incident again(Signal signal) {
        return new Incident(id, phase, first, signal, signal, occurrences + 1, revision, changedAt, owner);
    }

    private Incident seen(Signal signal) {
        return new Incident(id, phase, first, last, signal, occurrences, revision, changedAt, owner);
    }

    private Incident acknowledged(Answer answer) {
        return turned(new Phase.Acknowledged(answer.who()), answer.at(), answer.who());
    }

    private Incident resolved(Answer answer) {
        return turned(new Phase.Resolved(answer.who(), answer.comment()), answer.at(), answer.who());
    }

    private Incident turned(Phase next, Instant at, @Nullable String by) {
        return new Incident(id, next, first, last, latest, occurrences, revision + 1, at, by);
    }

    /** Signals by time; each answer right after the signal that its giver had seen last. */
    private static List<Happening> inOrder(Collection<Signal> signals, Collection<Answer> answers) {
        Map<String, List<Answer>> bySeen = new HashMap<>();
        for (Answer answer : answers) {
            bySeen.computeIfAbsent(Objects.requireNonNullElse(answer.seen(), ""), _ -> new ArrayList<>())
                    .add(answer);
        }
        Comparator<Answer> order = Comparator.comparingLong(Answer::revision).thenComparing(Answer::eventId);
        List<Happening> happenings = new ArrayList<>();
        for (Signal signal : signals.stream().sorted(Signal.ORDER).distinct().toList()) {
            happenings.add(Happening.of(signal));
            List<Answer> answered = bySeen.remove(signal.cause().eventId());
            if (answered != null) {
                answered.stream().sorted(order).map(Happening::of).forEach(happenings::add);
            }
        }
        return happenings;
    }
}
