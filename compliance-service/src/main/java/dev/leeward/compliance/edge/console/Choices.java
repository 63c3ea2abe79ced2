package dev.leeward.compliance.edge.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lists can be filtered by: parameter values and what they are called. */
final class Choices {
    static final Map<String, String> EFFECTS = ordered(
            "DENY", "Denied",
            "ALLOW", "Allowed",
            "PENDING_APPROVAL", "Pending approval",
            "INDETERMINATE", "Indeterminate");

    static final Map<String, String> APPROVAL_STATES = ordered(
            "OPEN", "Open",
            "GRANTED", "Granted",
            "REJECTED", "Rejected",
            "EXPIRED", "Expired");

    static final Map<String, String> INCIDENT_STATES = ordered(
            "open", "Open",
            "NEW", "New",
            "ACKNOWLEDGED", "Acknowledged",
            "REOPENED", "Reopened",
            "RESOLVED", "Resolved");

    static final Map<String, String> MIGRATION_STATES = ordered(
            "Transferring", "Transferring",
            "Succeeded", "Succeeded",
            "Blocked", "Blocked",
            "RolledBack", "Rolled back",
            "Failed", "Failed",
            "Indeterminate", "Indeterminate");

    static final Map<String, String> ENROLMENT_STATES = ordered(
            "ENDORSED", "Endorsed",
            "PROVED", "Proved by a TPM",
            "PINNED", "Pinned without proof",
            "WITHDRAWN", "Withdrawn");

    static final Map<String, String> PARTS = ordered(
            "PLATFORM", "BIOS",
            "VMM", "VMM",
            "HOST_UNIQUE", "Host-unique",
            "ASSET_TAG", "Asset tag");

    static final Map<String, String> RANGES =
            ordered("1h", "1 hour", "24h", "24 hours", "7d", "7 days", "30d", "30 days");

    private Choices() {}

    /** The value where it is one of the choices. */
    static Optional<String> of(Map<String, String> choices, @Nullable String value) {
        return Optional.ofNullable(value).filter(choices::containsKey);
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            choices.put(pairs[i], pairs[i + 1]);
        }
        return choices;
    }
}
