package dev.leeward.compliance.app.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The views that can be watched and digested. */
public enum View {
    HOST_INTEGRITY,
    ENROLMENTS,
    REFERENCE_MANIFESTS,
    RATING,
    POLICY_SETS,
    DECISIONS,
    MIGRATIONS,
    PLAN_RUNS,
    PROTECTION_GROUPS,
    PLACEMENTS,
    INCIDENTS,
    EVENTS;

    /** The name on the wire, for example {@code host-integrity}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The view of that name on the wire. */
    public static Optional<View> named(String wireName) {
        return Arrays.stream(values())
                .filter(view -> view.wireName().equals(wireName))
                .findFirst();
    }
}
