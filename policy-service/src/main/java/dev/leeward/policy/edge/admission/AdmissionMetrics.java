package dev.leeward.policy.edge.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What the cluster asks, and how its nodes are marked. */
final class AdmissionMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger unmarked = new AtomicInteger();

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("leeward.admission.nodes.unmarked", unmarked, AtomicInteger::get)
                .description("Nodes that do not show how much their hosts are trusted")
                .register(registry);
    }

    /** A review was answered; {@code nanos} is what judging it took. */
    void reviewed(String resource, Verdict verdict, long nanos) {
        String outcome = switch (verdict) {
            case Verdict.Allowed _ -> "allowed";
            case Verdict.Refused refused when refused.cause() == Verdict.Cause.DECIDED -> "refused";
            case Verdict.Refused _ -> "undecided";
        };
        registry.counter("leeward.admission.reviews", "resource", resource, "outcome", outcome)
                .increment();
        Timer.builder("leeward.admission.judging")
                .description("Time from the whole review to its answer")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    /** What came was no review. */
    void malformed() {
        registry.counter("leeward.admission.malformed").increment();
    }

    /** A node was marked anew. */
    void marked(Mark mark) {
        registry.counter("leeward.admission.marked", "trust", mark.status().name())
                .increment();
    }

    /** After a look at all nodes, so many are not marked as they should be. */
    void unmarked(int nodes) {
        unmarked.set(nodes);
    }

    /** The nodes or their trust could not be looked at. */
    void lookFailed() {
        registry.counter("leeward.admission.looks.failed").increment();
    }
}
