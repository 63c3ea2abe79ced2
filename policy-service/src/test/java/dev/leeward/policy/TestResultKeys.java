package dev.leeward.policy;

import dev.leeward.testkit.ResultKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of result keys of the service under test: a test writes into it what is to count. */
public final class TestResultKeys implements QuarkusTestResourceLifecycleManager {
    /** How the file is told to the tests. */
    public static final String FILE = "leeward.policy.result-keys";

    private @Nullable Path file;

    @Override
    public Map<String, String> start() {
        try {
            Path created = Files.createTempFile("leeward-result-keys", ".json");
            file = Files.writeString(created, ResultKey.jwks(ResultKey.generate("nobodys")));
            return Map.of(FILE, created.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
