package dev.leeward.attestation.edge.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where sites and hosts are listed by hand. */
@ConfigMapping(prefix = "leeward.inventory")
public interface InventorySettings {

    /** The YAML file, where there is one. */
    Optional<Path> file();

    /** How often it is looked at. A change counts once it has stood for this long. */
    @WithDefault("1s")
    Duration interval();
}
