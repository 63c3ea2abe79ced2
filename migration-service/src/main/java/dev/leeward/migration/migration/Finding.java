package dev.leeward.migration.migration;

import dev.leeward.migration.placement.Reason;

/** What an adapter found to speak against a move before it began. */
public record Finding(Concern concern, Reason reason) {

    /** Whether another destination could help. */
    public enum Concern {
        /** It cannot move at all, wherever to. */
        WORKLOAD,
        /** It cannot move there. */
        DESTINATION
    }

    public static Finding ofWorkload(String code, String detail) {
        return new Finding(Concern.WORKLOAD, new Reason(code, detail));
    }

    public static Finding ofDestination(String code, String detail) {
        return new Finding(Concern.DESTINATION, new Reason(code, detail));
    }
}
