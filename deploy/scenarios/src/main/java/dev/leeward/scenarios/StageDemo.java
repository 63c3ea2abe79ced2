package dev.leeward.scenarios;

import dev.leeward.local.Stack;
import dev.leeward.local.demo.Demonstration;
import dev.leeward.local.demo.Scene;
import java.io.PrintStream;
import java.util.Map;

/** The six scenes of the demonstration. */
final class StageDemo implements Scenario {

    @Override
    public String name() {
        return "stage-demo";
    }

    @Override
    public String about() {
        return "the six scenes: measured hosts, rating, live migration, block, its trace, hurricane";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var scenes = new Demonstration(stack, stack.world(), log).play();
        return new Outcome.Played(scenes.stream().allMatch(Scene::ok), Map.of("scenes", Demonstration.asJson(scenes)));
    }
}
