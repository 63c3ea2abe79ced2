package dev.leeward.migration.migration;

import java.time.Duration;

/**
 * How long each phase may take. Waiting for a turn has none but the order's own.
 *
 * @param gate to find a destination, and for the gate to answer
 */
public record Deadlines(
        Duration gate,
        Duration reserving,
        Duration preparing,
        Duration transferring,
        Duration switchingOver,
        Duration verifying,
        Duration goingBack,
        Duration settling) {}
