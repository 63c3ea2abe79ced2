package dev.leeward.compliance.incident;

/** Where an incident stands in its life. */
public sealed interface Phase {
    /** Nobody has taken notice. */
    record New() implements Phase {}

    /** Somebody takes care. */
    record Acknowledged(String by) implements Phase {}

    /** Somebody settled it. */
    record Resolved(String by, String comment) implements Phase {}

    /** It happened again after it was settled. */
    record Reopened() implements Phase {}

    /** Its name for lists and filters. */
    default IncidentState state() {
        return switch (this) {
            case New _ -> IncidentState.NEW;
            case Acknowledged _ -> IncidentState.ACKNOWLEDGED;
            case Resolved _ -> IncidentState.RESOLVED;
            case Reopened _ -> IncidentState.REOPENED;
        };
    }
}
