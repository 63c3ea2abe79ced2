package dev.leeward.migration.edge.kafka;

import dev.leeward.events.Topic;
import dev.leeward.messaging.FeedLag;
import dev.leeward.migration.app.TrustFeed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The topic of trust. */
@ApplicationScoped
class KafkaTrustFeed implements TrustFeed {
    private final FeedLag lag;

    KafkaTrustFeed(FeedLag lag) {
        this.lag = lag;
    }

    @Override
    public Duration staleness() {
        return lag.staleness(Topic.HOST_TRUST.topicName());
    }
}
