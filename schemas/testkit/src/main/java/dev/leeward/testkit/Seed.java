package dev.leeward.testkit;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Where the randomness of a test comes from: a new seed each time, or the one of {@code -Dleeward.seed=}. */
public final class Seed {
    private static final String PROPERTY = "leeward.seed";

    private Seed() {}

    /** The seed that was asked for, else a new one. */
    public static long choose() {
        String stated = System.getProperty(PROPERTY, "");
        if (stated.isBlank()) {
            return new SecureRandom().nextLong() & Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(stated.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + stated + " is no whole number", e);
        }
    }

    /** A generator that gives the same numbers for the same seed, on every machine. */
    public static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    /** How to run a test again with the same numbers. */
    public static String replay(long seed) {
        return "-D" + PROPERTY + "=" + seed;
    }
}
