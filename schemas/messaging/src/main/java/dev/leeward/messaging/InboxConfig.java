package dev.leeward.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are taken in. */
@ConfigMapping(prefix = "leeward.inbox")
public interface InboxConfig {
    /** How often an effect may fail on a record before the record becomes a dead letter. */
    @WithDefault("3")
    int attempts();

    /** The longest pause between attempts while the database is away. */
    @WithDefault("5s")
    Duration maxBackoff();

    /** How long one transaction may take. */
    @WithDefault("2m")
    Duration transactionTimeout();

    /** How long event ids are remembered: a duplicate that arrives later would be applied again. */
    @WithDefault("7d")
    Duration remembered();

    /** How often the ends of the topics are compared with the stored positions. */
    @WithDefault("1s")
    Duration lagInterval();
}
