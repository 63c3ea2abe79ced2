package dev.leeward.bench;

/** A figure that the design promises, measured against its limit in the same run. */
interface Headline {

    String id();

    /** What is divided by what, in one line. */
    String about();

    Result measure(Lab lab);
}
