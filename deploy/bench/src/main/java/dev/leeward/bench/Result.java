package dev.leeward.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a headline came to.
 *
 * @param ratio the ratios that are promised, by name
 * @param target the promised bound of each
 * @param figures what they were computed from, with the unit in the name
 * @param rounds how often all of it was measured; ratios are medians over the rounds
 * @param notes what a reader has to know besides, in sentences: what was left out, what stands in for what
 */
record Result(
        String id,
        boolean ok,
        Map<String, Double> ratio,
        Map<String, String> target,
        Map<String, Double> figures,
        int rounds,
        List<String> notes) {

    /** A result that speaks for itself. */
    Result(
            String id,
            boolean ok,
            Map<String, Double> ratio,
            Map<String, String> target,
            Map<String, Double> figures,
            int rounds) {
        this(id, ok, ratio, target, figures, rounds, List.of());
    }

    /** The line on standard output. */
    Map<String, Object> line() {
        var line = new LinkedHashMap<String, Object>();
        line.put("id", id);
        line.put("ok", ok);
        line.put("ratio", ratio);
        line.put("target", target);
        line.put("figures", figures);
        line.put("rounds", rounds);
        if (!notes.isEmpty()) {
            line.put("notes", notes);
        }
        line.put("machine", Machine.describe());
        return line;
    }
}
