package dev.leeward.compliance.edge.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

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

    /**
     * Where policy-service is reached, an http or https address without a path: the console hands it the answers that people
     * give to requests for approval. Without it the console takes none.
     */
    Optional<URI> policyService();

    /** How long policy-service may take to answer. */
    @WithDefault("5s")
    Duration policyServiceTimeout();
}
