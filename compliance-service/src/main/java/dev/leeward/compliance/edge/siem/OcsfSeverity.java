package dev.leeward.compliance.edge.siem;

import dev.leeward.compliance.incident.Severity;

/** {@code severity_id} of OCSF. */
enum OcsfSeverity {
    UNKNOWN(0, "Unknown"),
    INFORMATIONAL(1, "Informational"),
    LOW(2, "Low"),
    MEDIUM(3, "Medium"),
    HIGH(4, "High"),
    CRITICAL(5, "Critical");

    final int id;
    final String caption;

    OcsfSeverity(int id, String caption) {
        this.id = id;
        this.caption = caption;
    }

    static OcsfSeverity of(Severity severity) {
        return switch (severity) {
            case INFORMATIONAL -> INFORMATIONAL;
            case LOW -> LOW;
            case MEDIUM -> MEDIUM;
            case HIGH -> HIGH;
            case CRITICAL -> CRITICAL;
        };
    }
}
