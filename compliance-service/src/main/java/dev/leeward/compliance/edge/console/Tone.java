package dev.leeward.compliance.edge.console;

import java.util.Locale;

/** How a status looks: a colour, a sign and a word, so that none of them stands alone. */
enum Tone {
    GOOD("check"),
    BAD("cross"),
    WARN("warning"),
    BUSY("busy"),
    IDLE("idle");

    private final String icon;

    Tone(String icon) {
        this.icon = icon;
    }

    /** The sign. */
    String icon() {
        return icon;
    }

    /** The style class. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tone of any status of the glossary, whether written as TRUSTED or as RolledBack. */
    static Tone of(String status) {
        return switch (status) {
            case "TRUSTED",
                    "ENDORSED",
                    "PROVED",
                    "IN_FORCE",
                    "ADDED",
                    "ALLOW",
                    "GRANTED",
                    "PERMIT",
                    "SATISFIED",
                    "RESOLVED",
                    "CLEARED",
                    "Succeeded",
                    "Committed",
                    "Protected",
                    "FailedOver" -> GOOD;
            case "REFUSED",
                    "REJECTED",
                    "FORBID",
                    "REMOVED",
                    "UNTRUSTED",
                    "DENY",
                    "NOT_SATISFIED",
                    "CRITICAL",
                    "HIGH",
                    "FIRED",
                    "Blocked",
                    "Failed",
                    "PrecheckFailed",
                    "PartiallyFailed",
                    "RecoveryRequired" -> BAD;
            case "STALE",
                    "PINNED",
                    "CHANGED",
                    "INDETERMINATE",
                    "PENDING_APPROVAL",
                    "OPEN",
                    "REQUIRE",
                    "MEDIUM",
                    "NEW",
                    "REOPENED",
                    "Indeterminate",
                    "RolledBack",
                    "SucceededWithWarnings",
                    "WaitingForInput",
                    "AwaitingCommit",
                    "Interrupted",
                    "Paused",
                    "RpoBreached",
                    "Degraded",
                    "CleanupRequired" -> WARN;
            case "ACKNOWLEDGED",
                    "ENROLLED",
                    "OPENED",
                    "Requested",
                    "Validating",
                    "Reserving",
                    "Queued",
                    "Transferring",
                    "SwitchingOver",
                    "Verifying",
                    "Accepted",
                    "Prechecking",
                    "Running",
                    "InitialSync",
                    "Testing",
                    "FailingOver",
                    "Reprotecting" -> BUSY;
            default -> IDLE;
        };
    }
}
