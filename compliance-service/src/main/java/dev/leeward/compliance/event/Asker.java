package dev.leeward.compliance.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asked, as the identity provider vouched for it. */
public record Asker(String id, List<String> roles, @Nullable String tenant) {
    public Asker {
        roles = List.copyOf(roles);
    }
}
