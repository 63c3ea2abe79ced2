package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes as the text of a notice. */
final class ChangeText {
    private static final TypeReference<List<List<@Nullable String>>> PAIRS = new TypeReference<>() {};

    private ChangeText() {}

    static String write(List<ViewChange> changes) {
        List<List<@Nullable String>> pairs = new ArrayList<>();
        for (ViewChange change : changes) {
            List<@Nullable String> pair = new ArrayList<>();
            pair.add(change.view().name());
            pair.add(change.tenant());
            pairs.add(pair);
        }
        return Json.write(pairs);
    }

    static List<ViewChange> read(String text) {
        return Json.read(text, PAIRS).stream()
                .map(pair -> new ViewChange(View.valueOf(String.valueOf(pair.get(0))), pair.get(1)))
                .toList();
    }
}
