package dev.leeward.migration.edge.hypervisor.simulator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the embedded data plane behaves. */
@ConfigMapping(prefix = "leeward.simulator")
interface SimulatorConfig {

    /** The world, JSON or YAML; imported once, while there is none. Without it the world is empty. */
    Optional<Path> world();

    /** By how much copying is faster than the links would allow. */
    @WithDefault("20")
    double speed();

    /** Time to prepare a destination. */
    @WithDefault("200ms")
    Duration prepare();

    /** Time that copying memory takes at least. */
    @WithDefault("600ms")
    Duration copyAtLeast();

    /** Time that a switch-over takes; the downtime lies within. */
    @WithDefault("150ms")
    Duration switchOver();
}
