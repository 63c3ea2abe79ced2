package dev.leeward.policy.edge.crypto;

import org.jspecify.annotations.Nullable;

/** What nobody vouches for, fit to be shown. */
final class Shown {
    private static final int MAX_CHARACTERS = 120;

    private Shown() {}

    static String of(@Nullable String text) {
        String all = String.valueOf(text);
        return (all.length() > MAX_CHARACTERS ? all.substring(0, MAX_CHARACTERS) + "…" : all)
                .replaceAll("\\p{Cntrl}", "?");
    }
}
