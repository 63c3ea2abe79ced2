package dev.leeward.attestation.edge.inventory;

import dev.leeward.attestation.app.InventorySources;
import dev.leeward.attestation.app.InventorySync;
import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.host.SourceId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The static inventory source. At the start a mistake in the file ends the service; later it is logged, and the last
 * good inventory stays in force.
 */
@ApplicationScoped
class InventoryFile {

    private static final Logger LOG = Logger.getLogger(InventoryFile.class);

    private final InventorySettings settings;
    private final InventorySources sources;

    @Nullable private String applied;

    @Nullable private String seen;

    private volatile boolean good = true;

    InventoryFile(InventorySettings settings, InventorySources sources, MeterRegistry metrics) {
        this.settings = settings;
        this.sources = sources;
        Gauge.builder("leeward.inventory.good", () -> good ? 1 : 0)
                .description(
                        "1 where the inventory file could be read and applied, 0 where the last good one is in force")
                .register(metrics);
    }

    void onStart(@Observes StartupEvent start) {
        if (settings.file().isEmpty()) {
            LOG.info("inventory-file-missing: leeward.inventory.file names none");
            return;
        }
        Path file = settings.file().get();
        try {
            apply(Files.readString(file));
        } catch (IOException | InventoryMistake e) {
            throw new IllegalStateException(
                    "The inventory " + file + " cannot be used: " + e.getMessage()
                            + " Correct it, or let leeward.inventory.file name another.",
                    e);
        }
    }

    /** A change is applied once the file has stood unchanged for one interval, so that no half-written file counts. */
    @Scheduled(every = "${leeward.inventory.interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        if (settings.file().isEmpty()) {
            return;
        }
        Path file = settings.file().get();
        try {
            String text = Files.readString(file);
            boolean settled = text.equals(seen);
            boolean news = !text.equals(applied);
            seen = text;
            if (settled && (news || !good)) {
                apply(text);
            }
        } catch (IOException | InventoryMistake e) {
            if (good) {
                LOG.errorf(
                        "inventory-refused file=%s: %s The last good inventory stays in force.", file, e.getMessage());
                sources.failed(SourceId.FILE, failure(e));
            }
            good = false;
        }
    }

    private void apply(String text) throws InventoryMistake {
        InventorySync.Changes changes = sources.answered(InventoryReader.read(text), List.of());
        applied = text;
        good = true;
        LOG.infof(
                "inventory-applied source=file discovered=%d changed=%d retired=%d",
                changes.discovered(), changes.changed(), changes.retired());
    }

    private static SourceFailure failure(Exception mistake) {
        return new SourceFailure(
                "inventory-refused",
                String.valueOf(mistake.getMessage()),
                "Correct the file; until then the last good inventory stays in force.");
    }
}
