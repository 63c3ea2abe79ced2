package dev.leeward.dr.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How plan runs are carried out. */
@ConfigMapping(prefix = "leeward.dr")
public interface DrConfig {
    /** After this time an order to move a workload has failed. */
    @WithDefault("10m")
    Duration moveDeadline();

    /** After this time a step on a whole group has failed. */
    @WithDefault("5m")
    Duration groupDeadline();

    /** How often replication is held against the RPO. */
    @WithDefault("1s")
    Duration rpoCheckEvery();

    /** How many plan runs a tenant may have under way, unless its quota says otherwise. */
    @WithDefault("10")
    int concurrentRuns();

    Engine engine();

    /** What drives the runs. */
    interface Engine {
        /** How many runs one engine drives at the same time. */
        @WithDefault("4")
        int workers();

        /** An engine that is silent for longer has lost its run to another. */
        @WithDefault("10s")
        Duration lease();

        /** How often due runs are looked for without being told. */
        @WithDefault("500ms")
        Duration poll();
    }
}
