package dev.leeward.policy.edge.admission;

import org.jspecify.annotations.Nullable;

/** What keeps pods that do not tolerate it off a node. */
record Taint(
        String key,
        @Nullable String value,
        String effect,
        @Nullable String timeAdded) {

    Taint(String key, @Nullable String value, String effect) {
        this(key, value, effect, null);
    }

    /** Whether it keeps a new pod off; others are a wish only. */
    boolean keepsOff() {
        return effect.equals("NoSchedule") || effect.equals("NoExecute");
    }
}
