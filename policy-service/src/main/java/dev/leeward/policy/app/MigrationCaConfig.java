package dev.leeward.policy.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The authority of hosts' certificates for migrations. */
@ConfigMapping(prefix = "leeward.migration-ca")
public interface MigrationCaConfig {
    /**
     * A folder with authorities: {@code <id>.crt} and {@code <id>.key}, in PEM. The last one by name that has a key signs;
     * all certificates count. There is no authority while it is not set.
     */
    Optional<Path> authorities();

    /** How long a certificate counts at most; it never outlives the trust that it rests on. */
    @WithDefault("10m")
    Duration lifetime();

    /** For how long it is kept which certificates were given. */
    @WithDefault("30d")
    Duration kept();
}
