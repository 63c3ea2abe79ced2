package dev.leeward.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a state machine through random histories. A failure prints the seed, with which {@code -Dleeward.seed=} replays
 * the failing history as the first one, and the history itself. At the end every declared transition must have been
 * visited, and no other.
 *
 * {@snippet :
 * SeededHistories.<ProtectionGroup, Event>of("protection group")
 *         .startingFrom(random -> new Unprotected())
 *         .choosing((state, random) -> anyEventFor(state, random))
 *         .folding(ProtectionGroup::apply)
 *         .holding((before, event, after) -> assertThat(after).isNotNull())
 *         .declaring(Set.of(transition(Unprotected.class, ProtectionConfigured.class, Protected.class)))
 *         .run();
 * }
 *
 * @param <S> the state
 * @param <E> what changes it: an event, or a command
 */
public final class SeededHistories<S, E> {
    /** So many times the histories are run before a rare transition counts as one that is never visited. */
    private static final int PATIENCE = 20;

    private final String subject;
    private int histories = 500;
    private int length = 40;
    private Function<RandomGenerator, S> start = _ -> {
        throw new IllegalStateException("startingFrom is missing");
    };
    private Choice<S, E> choice = (_, _) -> {
        throw new IllegalStateException("choosing is missing");
    };
    private Fold<S, E> fold = (_, _) -> {
        throw new IllegalStateException("folding is missing");
    };
    private Invariant<S, E> invariant = (_, _, _) -> {};
    private Naming<S, E> naming = (before, event, after) -> new Transition(name(before), name(event), name(after));
    private @Nullable Set<Transition> declared;

    private SeededHistories(String subject) {
        this.subject = subject;
    }

    /** Histories of that state machine; the name is for messages. */
    public static <S, E> SeededHistories<S, E> of(String subject) {
        return new SeededHistories<>(subject);
    }

    /** A transition between states by the names of their types. */
    public static Transition transition(Class<?> from, Class<?> on, Class<?> to) {
        return new Transition(from.getSimpleName(), on.getSimpleName(), to.getSimpleName());
    }

    /** The state that a history starts with. */
    public SeededHistories<S, E> startingFrom(Function<RandomGenerator, S> state) {
        this.start = state;
        return this;
    }

    /** What happens next in a state; null ends the history. */
    public SeededHistories<S, E> choosing(Choice<S, E> next) {
        this.choice = next;
        return this;
    }

    /** What it makes of the state. */
    public SeededHistories<S, E> folding(Fold<S, E> next) {
        this.fold = next;
        return this;
    }

    /** What must be true after each step; it throws where it is not. */
    public SeededHistories<S, E> holding(Invariant<S, E> always) {
        this.invariant = always;
        return this;
    }

    /** How a step is named where the types' simple names do not tell it. */
    public SeededHistories<S, E> naming(Naming<S, E> names) {
        this.naming = names;
        return this;
    }

    /** The whole life cycle: each of these must be visited, and nothing else may be. */
    public SeededHistories<S, E> declaring(Set<Transition> transitions) {
        this.declared = Set.copyOf(transitions);
        return this;
    }

    /** How many histories there are at least, and of how many steps; more follow while a declared transition is missing. */
    public SeededHistories<S, E> sized(int count, int steps) {
        this.histories = count;
        this.length = steps;
        return this;
    }

    /**
     * Runs the histories.
     *
     * @return the transitions that were visited
     * @throws AssertionError where a step fails, or a declared transition was not visited, or another was
     */
    public Set<Transition> run() {
        long seed = Seed.choose();
        Set<Transition> visited = new HashSet<>();
        int run = 0;
        while (run < histories || (run < histories * PATIENCE && misses(visited))) {
            runOne(seed + run, visited);
            run++;
        }
        if (declared != null) {
            compare(declared, visited, seed);
        }
        return visited;
    }

    private boolean misses(Set<Transition> visited) {
        return declared != null && !visited.containsAll(declared);
    }

    private void runOne(long seed, Set<Transition> visited) {
        RandomGenerator random = Seed.random(seed);
        List<String> history = new ArrayList<>();
        try {
            S state = start.apply(random);
            history.add(state.toString());
            for (int step = 0; step < length; step++) {
                E event = choice.next(state, random);
                if (event == null) {
                    return;
                }
                history.add("  " + event);
                S after = fold.apply(state, event);
                history.add(after.toString());
                visited.add(naming.name(state, event, after));
                invariant.check(state, event, after);
                state = after;
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "History of " + subject + " failed: " + e.getMessage() + "\nReplay: " + Seed.replay(seed)
                            + "\nHistory:\n" + String.join("\n", history),
                    e);
        }
    }

    private void compare(Set<Transition> expected, Set<Transition> visited, long seed) {
        Set<Transition> missed = new TreeSet<>(expected);
        missed.removeAll(visited);
        Set<Transition> undeclared = new TreeSet<>(visited);
        undeclared.removeAll(expected);
        if (!missed.isEmpty() || !undeclared.isEmpty()) {
            throw new AssertionError("Transitions of " + subject + ": never visited " + missed + ", not declared "
                    + undeclared + "\nReplay: " + Seed.replay(seed));
        }
    }

    private static String name(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name()
                : value.getClass().getSimpleName();
    }

    /** One arrow of a state diagram. */
    public record Transition(String from, String on, String to) implements Comparable<Transition> {
        @Override
        public int compareTo(Transition other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return from + " -" + on + "-> " + to;
        }
    }

    /** Chooses what happens next. */
    public interface Choice<S, E> {
        /** Null ends the history. */
        @Nullable E next(S state, RandomGenerator random);
    }

    /** Makes the next state. */
    public interface Fold<S, E> {
        /** The state after the event. */
        S apply(S state, E event);
    }

    /** Checks a step. */
    public interface Invariant<S, E> {
        /** Throws where the step must not be. */
        void check(S before, E event, S after);
    }

    /** Names a step. */
    public interface Naming<S, E> {
        /** The transition that the step took. */
        Transition name(S before, E event, S after);
    }
}
