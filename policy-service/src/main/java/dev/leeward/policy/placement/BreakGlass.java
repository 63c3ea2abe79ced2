package dev.leeward.policy.placement;

/** An emergency override: why, and the ticket that records it. */
public record BreakGlass(String reason, String ticket) {
    /** Neither may be blank. */
    public BreakGlass {
        if (reason.isBlank() || ticket.isBlank()) {
            throw new IllegalArgumentException(
                    "breakGlass needs a reason and a ticket, but has reason '%s', ticket '%s'"
                            .formatted(reason, ticket));
        }
    }
}
