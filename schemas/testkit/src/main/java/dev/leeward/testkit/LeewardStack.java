package dev.leeward.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Real Kafka and real PostgreSQL for a {@code @QuarkusTest}: each start of the application gets empty topics and a new
 * database.
 *
 * <p>Use {@code @WithTestResource(LeewardStack.class)} on the test class; a plain JUnit test calls {@link #shared()}.
 */
public final class LeewardStack implements QuarkusTestResourceLifecycleManager {
    /** What this JVM's tests run on. The first call makes it; later calls find it as it is. */
    public static SharedStack shared() {
        return SharedStack.current();
    }

    @Override
    public Map<String, String> start() {
        return SharedStack.renew().config();
    }

    /** Broker and database stay for the next module. */
    @Override
    public void stop() {}
}
