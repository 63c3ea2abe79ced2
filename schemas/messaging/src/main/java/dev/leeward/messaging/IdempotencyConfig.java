package dev.leeward.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the answers to commands are kept for replay. */
@ConfigMapping(prefix = "leeward.idempotency")
public interface IdempotencyConfig {
    /** After this time a key may be used anew. */
    @WithDefault("24h")
    Duration remembered();
}
