package dev.leeward.dr.app;

import dev.leeward.dr.group.Refusal;
import java.util.List;

/** What a use case answers: the outcome, or why not. */
public sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    /**
     * Declined; the first refusal is the main one.
     *
     * @param kept whether the refusal itself was written down, and must not be rolled back
     */
    record Declined<T>(List<Refusal> refusals, boolean kept) implements Answer<T> {
        public Declined(List<Refusal> refusals) {
            this(refusals, false);
        }

        public Declined {
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("declined without a reason");
            }
            refusals = List.copyOf(refusals);
        }
    }

    /** There is no such thing, or it is somebody else's. */
    record Unknown<T>(String kind, String id) implements Answer<T> {}

    static <T> Answer<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Answer<T> declined(Refusal refusal) {
        return new Declined<>(List.of(refusal));
    }

    static <T> Answer<T> unknown(String kind, String id) {
        return new Unknown<>(kind, id);
    }
}
