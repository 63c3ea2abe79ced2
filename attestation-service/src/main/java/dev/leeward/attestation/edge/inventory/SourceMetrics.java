package dev.leeward.attestation.edge.inventory;

import dev.leeward.attestation.app.InventorySources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/** How each inventory source does, as metrics. */
@ApplicationScoped
class SourceMetrics {

    private final InventorySources sources;
    private final MultiGauge up;
    private final MultiGauge hosts;
    private final MultiGauge problems;

    SourceMetrics(InventorySources sources, MeterRegistry metrics) {
        this.sources = sources;
        this.up = MultiGauge.builder("leeward.inventory.source.up")
                .description("1 where the inventory source answered when it was asked last")
                .register(metrics);
        this.hosts = MultiGauge.builder("leeward.inventory.source.hosts")
                .description("Hosts in the last answer of the inventory source")
                .register(metrics);
        this.problems = MultiGauge.builder("leeward.inventory.source.problems")
                .description("What in the last answer of the inventory source could not be used")
                .register(metrics);
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        List<InventorySources.Source> all = sources.all();
        set(up, all, source -> source.status().answers() ? 1 : 0);
        set(hosts, all, source -> source.status().hosts());
        set(problems, all, source -> source.status().problems().size());
    }

    private static void set(
            MultiGauge gauge, List<InventorySources.Source> all, Function<InventorySources.Source, Number> value) {
        gauge.register(
                all.stream()
                        .map(source -> Row.of(
                                Tags.of("source", source.configured().id().value()), value.apply(source)))
                        .toList(),
                true);
    }
}
