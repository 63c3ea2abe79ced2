package dev.leeward.compliance.incident;

import dev.leeward.compliance.evidence.NameBasedId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an incident. It follows from the key (rule, tenant, subject) alone, so that whatever happens again about
 * the same thing joins the same incident, and a replay finds it under the same id.
 */
public record IncidentId(String value) {
    /** The incident of that key. */
    public static IncidentId of(String rule, @Nullable String tenant, String subject) {
        String name = "incident/" + rule + "/" + Objects.requireNonNullElse(tenant, "") + "/" + subject;
        return new IncidentId(NameBasedId.of(name).toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
