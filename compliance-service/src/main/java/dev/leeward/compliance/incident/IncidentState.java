package dev.leeward.compliance.incident;

/** The name of an incident's phase, for lists and filters. */
public enum IncidentState {
    NEW,
    ACKNOWLEDGED,
    RESOLVED,
    REOPENED;

    /** Whether it still waits for somebody. */
    public boolean open() {
        return this != RESOLVED;
    }
}
