package dev.leeward.scenarios;

import dev.leeward.local.Stack;
import java.io.PrintStream;

/** An executable drill against a stack that is up. */
interface Scenario {

    String name();

    /** What it shows, in one line. */
    String about();

    /** Plays it; whatever goes wrong is an outcome that is not ok, or an error that says what. */
    Outcome play(Stack stack, PrintStream log);
}
