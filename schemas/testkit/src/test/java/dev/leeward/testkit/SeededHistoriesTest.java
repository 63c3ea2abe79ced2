package dev.leeward.testkit;

import static dev.leeward.testkit.SeededHistories.transition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.SeededHistories.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeededHistoriesTest {
    private static final Set<Transition> LIFE = Set.of(
            transition(Off.class, Press.class, On.class),
            transition(On.class, Press.class, Off.class),
            transition(On.class, Break.class, Broken.class),
            transition(Off.class, Break.class, Broken.class));

    @AfterEach
    void forgetSeed() {
        System.clearProperty("leeward.seed");
    }

    @Test
    void visitsTheWholeLifeCycle() {
        assertThat(lamp().declaring(LIFE).run()).isEqualTo(LIFE);
    }

    @Test
    void failsWhereADeclaredTransitionIsNeverVisited() {
        Transition repaired = transition(Broken.class, Press.class, On.class);
        Set<Transition> more = Set.of(repaired, LIFE.iterator().next());

        assertThatThrownBy(() -> lamp().declaring(more).run())
                .hasMessageContaining("never visited [" + repaired + "]")
                .hasMessageContaining("-Dleeward.seed=");
    }

    @Test
    void failsWhereAVisitedTransitionIsNotDeclared() {
        Set<Transition> less = Set.of(transition(Off.class, Press.class, On.class));

        assertThatThrownBy(() -> lamp().declaring(less).run())
                .hasMessageContaining("not declared [")
                .hasMessageContaining("On -Break-> Broken");
    }

    @Test
    void aFailurePrintsTheSeedThatReplaysItAndItsHistory() {
        AssertionError failure = failure();
        Matcher seed = Pattern.compile("-Dleeward\\.seed=(\\d+)").matcher(failure.getMessage());
        assertThat(seed.find()).isTrue();
        System.setProperty("leeward.seed", seed.group(1));

        assertThat(failure()).hasMessage(failure.getMessage());
        assertThat(failure).hasMessageContaining("History:").hasMessageContaining("Broken[]");
    }

    @Test
    void theSameSeedGivesTheSameHistories() {
        System.setProperty("leeward.seed", "42");

        assertThat(recorded()).isEqualTo(recorded());
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() {
        System.setProperty("leeward.seed", "abc");

        assertThatThrownBy(() -> lamp().run()).hasMessageContaining("-Dleeward.seed=abc");
    }

    private static AssertionError failure() {
        try {
            lamp().holding((_, _, after) -> {
                        if (after instanceof Broken) {
                            throw new IllegalStateException("broken");
                        }
                    })
                    .run();
        } catch (AssertionError e) {
            return e;
        }
        throw new IllegalStateException("It should have failed");
    }

    private static List<String> recorded() {
        List<String> steps = new ArrayList<>();
        lamp().holding((before, event, after) -> steps.add(before + " " + event + " " + after))
                .run();
        return steps;
    }

    private static SeededHistories<Lamp, Event> lamp() {
        return SeededHistories.<Lamp, Event>of("lamp")
                .startingFrom(random -> random.nextBoolean() ? new On() : new Off())
                .choosing((state, random) -> switch (state) {
                    case Broken _ -> null;
                    case On _, Off _ -> random.nextInt(4) == 0 ? new Break() : new Press();
                })
                .folding((state, event) -> switch (event) {
                    case Break _ -> new Broken();
                    case Press _ -> state instanceof On ? new Off() : new On();
                });
    }

    sealed interface Lamp {}

    record On() implements Lamp {}

    record Off() implements Lamp {}

    record Broken() implements Lamp {}

    sealed interface Event {}

    record Press() implements Event {}

    record Break() implements Event {}
}
