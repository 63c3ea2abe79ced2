package dev.leeward.policy.policy;

/** A mistake in a policy document; line and column count from 1. */
public record PolicyError(String file, int line, int column, String message, String hint) {
    @Override
    public String toString() {
        return "%s:%d:%d: %s; %s".formatted(file, line, column, message, hint);
    }
}
