package dev.leeward.bench;

import java.util.Map;
import java.util.Optional;

/** Where somebody asks for a move to a host, in the way of that place. */
interface EnforcementPoint extends AutoCloseable {
    /** As people call it. */
    String name();

    /** What policy-service is told by its environment, so that it stands there. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** Asks, and returns what is said against it; empty where the move may go on. */
    Optional<String> refusal();

    @Override
    default void close() {}
}
