package dev.leeward.compliance.incident;

/** How urgent an incident is, the least first. */
public enum Severity {
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
