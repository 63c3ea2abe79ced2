package dev.leeward.scenarios;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a drill ended: played, with what it showed, or skipped for a stated reason. */
sealed interface Outcome {

    record Played(boolean ok, Map<String, Object> observed) implements Outcome {
        public Played {
            observed = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(observed));
        }
    }

    record Skipped(String why) implements Outcome {}

    /** The line that ends the drill on standard output. */
    default Map<String, Object> line(String scenario) {
        var line = new LinkedHashMap<String, Object>();
        line.put("scenario", scenario);
        switch (this) {
            case Played(boolean ok, Map<String, Object> observed) -> {
                line.put("ok", ok);
                line.put("observed", observed);
            }
            case Skipped(String why) -> line.put("skipped", why);
        }
        return line;
    }

    default boolean isAcceptable() {
        return switch (this) {
            case Played(boolean ok, var _) -> ok;
            case Skipped _ -> true;
        };
    }
}
