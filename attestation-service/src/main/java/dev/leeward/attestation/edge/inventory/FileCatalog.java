package dev.leeward.attestation.edge.inventory;

import dev.leeward.attestation.app.ConfiguredSource;
import dev.leeward.attestation.app.SourceCatalog;
import dev.leeward.attestation.host.SourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The inventory file, where one is configured. */
@ApplicationScoped
class FileCatalog implements SourceCatalog {

    private final InventorySettings settings;

    FileCatalog(InventorySettings settings) {
        this.settings = settings;
    }

    @Override
    public List<ConfiguredSource> sources() {
        return settings.file().map(file -> new ConfiguredSource(SourceId.FILE, "file", file.toString())).stream()
                .toList();
    }
}
