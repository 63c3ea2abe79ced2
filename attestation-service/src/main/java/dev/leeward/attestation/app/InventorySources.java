package dev.leeward.attestation.app;

import dev.leeward.attestation.app.InventorySync.Conflict;
import dev.leeward.attestation.host.Inventory;
import dev.leeward.attestation.host.SourceId;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The inventory sources together. Each answers for its own hosts only. One that does not answer retires none: what it
 * listed last stays known. A source that is configured no more gives up its hosts, to whichever source lists them, or to
 * retirement once all configured sources have answered.
 */
@Startup
@ApplicationScoped
public class InventorySources {

    /** A configured source and how it did. */
    public record Source(ConfiguredSource configured, SourceStatus status) {}

    private static final Logger LOG = Logger.getLogger(InventorySources.class);

    private final SortedMap<SourceId, ConfiguredSource> configured = new TreeMap<>();
    private final Map<SourceId, List<Conflict>> reported = new ConcurrentHashMap<>();
    private final SourceStore store;
    private final InventorySync sync;
    private final MeterRegistry metrics;
    private final Clock clock;

    InventorySources(
            @All List<SourceCatalog> catalogs,
            SourceStore store,
            InventorySync sync,
            MeterRegistry metrics,
            Clock clock) {
        for (SourceCatalog catalog : catalogs) {
            for (ConfiguredSource source : catalog.sources()) {
                if (configured.put(source.id(), source) != null) {
                    throw new IllegalStateException("Two inventory sources are called " + source.id()
                            + ": give each an id of its own, other than " + SourceId.FILE + ".");
                }
            }
        }
        this.store = store;
        this.sync = sync;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Takes the turn to ask the source, where its interval has passed, so that of all replicas one asks. */
    @Transactional
    public boolean claim(SourceId source, Duration interval) {
        Instant now = now();
        return store.claim(source, now, now.plus(interval));
    }

    /** Takes an answer: discovers, updates and retires this source's hosts, all or nothing. */
    @Transactional
    public InventorySync.Changes answered(Inventory inventory, List<SourceFailure> problems) {
        SourceId source = inventory.source();
        InventorySync.Changes changes = sync.apply(inventory, configured.keySet());
        List<SourceFailure> all = new ArrayList<>(problems);
        changes.conflicts().forEach(conflict -> all.add(conflict.toFailure()));
        report(source, changes.conflicts());
        SourceStatus before = store.all().getOrDefault(source, SourceStatus.unasked(source));
        store.save(new SourceStatus(
                source,
                now(),
                before.failedAt(),
                before.failure(),
                inventory.hosts().size(),
                all));
        Map<SourceId, SourceStatus> known = store.all();
        boolean allAnswered = configured.keySet().stream()
                .allMatch(id -> known.containsKey(id) && known.get(id).succeededAt() != null);
        return allAnswered ? changes.andRetired(forgetOthers()) : changes;
    }

    /** Each is counted whenever it is met, and logged when it is new. */
    private void report(SourceId source, List<Conflict> conflicts) {
        List<Conflict> before = reported.put(source, conflicts);
        for (Conflict conflict : conflicts) {
            metrics.counter(
                            "leeward.inventory.conflicts",
                            "source",
                            conflict.claimant().value(),
                            "owner",
                            conflict.owner().value())
                    .increment();
            if (before == null || !before.contains(conflict)) {
                LOG.errorf(
                        "host-listed-twice host=%s owner=%s source=%s: the owner keeps it",
                        conflict.host(), conflict.owner(), conflict.claimant());
            }
        }
    }

    private int forgetOthers() {
        store.keep(configured.keySet());
        return sync.retireOrphans(configured.keySet());
    }

    /** Remembers that the source could not be read. Its hosts stay as they are. */
    @Transactional
    public void failed(SourceId source, SourceFailure failure) {
        SourceStatus before = store.all().getOrDefault(source, SourceStatus.unasked(source));
        store.save(new SourceStatus(source, before.succeededAt(), now(), failure, before.hosts(), before.problems()));
    }

    /** Every configured source by id. */
    @Transactional
    public List<Source> all() {
        Map<SourceId, SourceStatus> known = store.all();
        return configured.values().stream()
                .map(source -> new Source(source, known.getOrDefault(source.id(), SourceStatus.unasked(source.id()))))
                .toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
