package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ApprovalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests to second persons.
 *
 * @param chosen the state that the list is filtered by; empty where it holds all
 * @param now the instant that states are told for
 * @param answering who may answer here
 * @param answered the request that the viewer has just answered; null where that is none
 * @param declined the viewer's answer that was not taken; null where none was declined
 */
record ApprovalsView(
        Listing<ApprovalEntry> listing,
        List<Tab> tabs,
        List<Tab> pages,
        String chosen,
        Instant now,
        Answering answering,
        @Nullable ApprovalEntry answered,
        @Nullable Declined declined) {
    /**
     * Who may answer here.
     *
     * @param offered whether this console hands answers to policy-service
     * @param viewer whether it does so for whoever looks at it
     */
    record Answering(boolean offered, boolean viewer) {}

    /**
     * An answer that was not taken.
     *
     * @param approval id of the request
     * @param about what it asks for, in words
     * @param comment what was written with it
     * @param why policy-service's words, or ours where it had none
     * @param remedy what to do about it; empty where nobody says
     */
    record Declined(String approval, String about, String comment, String why, String remedy) {}

    /** What a request asks for, in words. */
    public static String about(ApprovalEntry approval) {
        return approval.workload() + " to " + Objects.requireNonNullElse(approval.destinationHost(), "any host");
    }

    /** What the request that the viewer has just answered asks for; empty where there is none. */
    public String answeredAbout() {
        return answered == null ? "" : about(answered);
    }

    public String state(ApprovalEntry approval) {
        return approval.stateAt(now);
    }

    /** Whether whoever looks at it can answer it here. */
    public boolean answerable(ApprovalEntry approval) {
        return answering.viewer() && state(approval).equals("OPEN");
    }

    /** Whether the viewer's answer to it was declined. */
    public boolean declined(ApprovalEntry approval) {
        return declined != null && declined.approval().equals(approval.id());
    }
}
