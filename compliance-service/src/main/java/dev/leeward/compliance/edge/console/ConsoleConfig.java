package dev.leeward.compliance.edge.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the console behaves. */
@ConfigMapping(prefix = "leeward.console")
public interface ConsoleConfig {
    /**
     * Whether {@code /login?token=…} signs in. For a launcher on the same machine that prints such a link; anywhere else a
     * token has no place in an address.
     */
    @WithDefault("false")
    boolean loginLink();

    /** How often a live connection says that it is alive, so that proxies keep it open. */
    @WithDefault("15s")
    Duration heartbeat();
}
