package dev.leeward.policy.edge.cel;

/** A mistake in a policy file; line and column count from 1. */
public record PolicyError(String file, int line, int column, String message, String hint) {
    @Override
    public String toString() {
        return "%s:%d:%d: %s; %s".formatted(file, line, column, message, hint);
    }
}
