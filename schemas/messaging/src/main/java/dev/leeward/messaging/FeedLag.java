package dev.leeward.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How far this service's views are behind what has been said on the topics that it reads. */
@ApplicationScoped
public class FeedLag {
    /** The answer while it is not known that the view was ever up to date: longer than any bound. */
    public static final Duration UNKNOWN = Duration.ofDays(36_500);

    private final FeedWatch watch;
    private final InboxConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("feed-lag").daemon().unstarted(work));

    private @Nullable Future<?> looking;

    FeedLag(FeedWatch watch, InboxConfig config) {
        this.watch = watch;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (watch.hasFeeds()) {
            long millis = config.lagInterval().toMillis();
            looking = timer.scheduleWithFixedDelay(watch::look, 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (looking != null) {
            looking.cancel(true);
        }
        timer.shutdownNow();
        watch.close();
    }

    /**
     * For how long it is not proven that everything said on the topic has been applied: about a second where the view
     * keeps up, and growing while events wait, or while broker or database cannot be asked. Measured with a monotonic
     * clock.
     *
     * @return {@link #UNKNOWN} until the view has once been up to date since this process started
     * @throws IllegalArgumentException where no channel of this service reads the topic
     */
    public Duration staleness(String topic) {
        return watch.staleness(topic);
    }

    /** Records of the topic that wait to be applied, as of the last look; empty where there was none. */
    public OptionalLong waiting(String topic) {
        return watch.waiting(topic);
    }
}
