package dev.leeward.policy.app;

import java.time.Duration;

/** How far the local view lies behind. */
public interface Freshness {
    /** The topic that lies furthest behind, and by how much. */
    record Lag(Duration behind, String feed) {}

    /** The lag now. */
    Lag lag();
}
