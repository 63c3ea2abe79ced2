package dev.leeward.migration;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The simulator's world of the tests, and times that keep them short. */
public final class TestWorld implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "leeward.simulator.world", "src/test/resources/world.yaml",
                "leeward.simulator.prepare", "20ms",
                "leeward.simulator.copy-at-least", "100ms",
                "leeward.simulator.switch-over", "20ms",
                "leeward.migration.observe", "20ms",
                "leeward.migration.discovery", "1s",
                "leeward.migration.deadlines.settling", "2s",
                "leeward.executor.poll", "20ms");
    }

    @Override
    public void stop() {}
}
