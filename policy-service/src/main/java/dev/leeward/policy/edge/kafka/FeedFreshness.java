package dev.leeward.policy.edge.kafka;

import dev.leeward.events.Topic;
import dev.leeward.messaging.FeedLag;
import dev.leeward.policy.app.Freshness;
import dev.leeward.policy.app.PolicyConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** How far the topics that make the view have been read. */
@ApplicationScoped
class FeedFreshness implements Freshness {
    private static final Logger LOG = Logger.getLogger(FeedFreshness.class);
    private static final List<Topic> FEEDS = List.of(Topic.HOST_TRUST, Topic.HOST_INVENTORY, Topic.WORKLOAD_PLACEMENT);
    private static final Duration STEP = Duration.ofMillis(50);

    private final FeedLag feeds;
    private final PolicyConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);

    FeedFreshness(FeedLag feeds, PolicyConfig config) {
        this.feeds = feeds;
        this.config = config;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    @Override
    public Lag lag() {
        return FEEDS.stream()
                .map(topic -> new Lag(feeds.staleness(topic.topicName()), topic.topicName()))
                .max(Comparator.comparing(Lag::behind))
                .orElseThrow();
    }

    /** Waits until the view is fresh enough to decide by, as long as patience lasts. */
    void await() {
        long end = System.nanoTime() + config.patience().toNanos();
        while (stale() && System.nanoTime() < end) {
            try {
                if (stopped.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (stale()) {
            Lag lag = lag();
            LOG.warnf("view.stale feed=%s behind=%s patience=%s", lag.feed(), lag.behind(), config.patience());
        }
    }

    private boolean stale() {
        return lag().behind().compareTo(config.maxStaleness()) > 0;
    }
}
