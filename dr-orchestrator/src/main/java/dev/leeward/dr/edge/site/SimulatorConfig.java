package dev.leeward.dr.edge.site;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the simulated sites behave. */
@ConfigMapping(prefix = "leeward.site-simulator")
interface SimulatorConfig {
    /** How often an asynchronous group gets a recovery point. */
    @WithDefault("3s")
    Duration bookmarkEvery();

    /** How many recovery points of a group are kept. */
    @WithDefault("50")
    int bookmarksKept();

    /** How often the sites' clockwork moves. */
    @WithDefault("500ms")
    Duration tick();
}
