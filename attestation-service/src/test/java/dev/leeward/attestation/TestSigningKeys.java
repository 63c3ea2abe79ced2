package dev.leeward.attestation;

import dev.leeward.testkit.ResultKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of signing keys of the service under test, with one key to begin with. */
public final class TestSigningKeys implements QuarkusTestResourceLifecycleManager {

    /** How the folder is told to the tests. */
    public static final String FOLDER = "leeward.attestation.result-signing.keys";

    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        try {
            Path created = Files.createTempDirectory("leeward-signing-keys");
            folder = created;
            Files.writeString(
                    created.resolve("2026-01.pem"),
                    ResultKey.generate("2026-01").pem());
            return Map.of(FOLDER, created.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
