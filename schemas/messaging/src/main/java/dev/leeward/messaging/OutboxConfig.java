package dev.leeward.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the outbox is emptied. */
@ConfigMapping(prefix = "leeward.outbox")
public interface OutboxConfig {
    /** Whether this process takes part in sending; off, rows wait for another one. */
    @WithDefault("true")
    boolean relay();

    /** Rows of one batch at most. */
    @WithDefault("2000")
    int batchRows();

    /** Bytes of one batch at most; a single larger row is a batch by itself. */
    @WithDefault("8388608")
    long batchBytes();

    /** How long a row can wait where the signal of its commit was lost. */
    @WithDefault("5s")
    Duration safetyPoll();

    /** How often a standby looks whether the active relay is gone. */
    @WithDefault("1s")
    Duration takeover();

    /** The longest pause between attempts while the broker or the database is away. */
    @WithDefault("5s")
    Duration maxBackoff();
}
