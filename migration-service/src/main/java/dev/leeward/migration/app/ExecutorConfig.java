package dev.leeward.migration.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How durable work is carried out. */
@ConfigMapping(prefix = "leeward.executor")
public interface ExecutorConfig {

    /** Pieces of work at once. */
    @WithDefault("16")
    int workers();

    /** How long a claim lasts without renewal: the longest that work of a killed process lies still. */
    @WithDefault("3s")
    Duration lease();

    /** How often to look for work that became due by itself. */
    @WithDefault("100ms")
    Duration poll();

    /** The longest pause after failures. */
    @WithDefault("10s")
    Duration backOff();
}
