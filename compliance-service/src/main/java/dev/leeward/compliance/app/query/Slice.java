package dev.leeward.compliance.app.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor of the part that follows; null at the end
 */
public record Slice<T>(List<T> items, @Nullable String next) {
    public Slice {
        items = List.copyOf(items);
    }

    /** Nothing. */
    public static <T> Slice<T> none() {
        return new Slice<>(List.of(), null);
    }

    /** The same part with each item turned into something else. */
    public <R> Slice<R> map(Function<? super T, ? extends R> turn) {
        return new Slice<>(items.stream().<R>map(turn).toList(), next);
    }
}
