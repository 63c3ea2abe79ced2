package dev.leeward.local;

import dev.leeward.testkit.ResultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The key that attestation-service signs results with, and the key set that policy-service checks them with. */
final class ResultKeys {
    private ResultKeys() {}

    /** Makes both where they are not there yet. */
    static void install(Settings settings) {
        var signing = settings.resultSigningKeys().resolve("local.pem");
        try {
            if (Files.exists(signing) && Files.exists(settings.resultKeys())) {
                return;
            }
            Files.createDirectories(settings.resultSigningKeys());
            var key = ResultKey.generate("local");
            write(settings.resultKeys(), ResultKey.jwks(key));
            write(signing, key.pem());
        } catch (IOException e) {
            throw new UserError("cannot write in %s: %s".formatted(settings.identity(), e.getMessage()), e);
        }
    }

    /** All of it or nothing, and for nobody else to read. */
    private static void write(Path file, String text) throws IOException {
        var draft = Files.createTempFile(file.getParent(), ".", ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
