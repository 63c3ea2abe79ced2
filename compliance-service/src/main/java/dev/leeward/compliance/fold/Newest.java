package dev.leeward.compliance.fold;

import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.Version;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Of each thing the newest fact, whatever order the facts come in. */
public final class Newest<F extends Fact> {
    private final Function<F, String> key;
    private final Map<String, Stated<? extends F>> byKey = new TreeMap<>();

    Newest(Function<F, String> key) {
        this.key = key;
    }

    void add(Stated<? extends F> stated) {
        byKey.merge(key.apply(stated.fact()), stated, (a, b) -> version(a).compareTo(version(b)) >= 0 ? a : b);
    }

    /** The newest facts by key. */
    public Collection<Stated<? extends F>> facts() {
        return byKey.values();
    }

    /** The keys in order. */
    public Collection<String> keys() {
        return byKey.keySet();
    }

    private static Version version(Stated<?> stated) {
        return stated.version();
    }
}
