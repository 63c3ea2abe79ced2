package dev.leeward.compliance.edge.console;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The console as the launcher starts it, with topics and a database of its own. */
public class ConsoleProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("leeward.console.login-link", "true");
    }
}
