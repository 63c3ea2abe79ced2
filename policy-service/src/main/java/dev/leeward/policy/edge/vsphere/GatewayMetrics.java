package dev.leeward.policy.edge.vsphere;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What passes the gateway, and what that costs. */
final class GatewayMetrics {

    private static final String PREFIX = "leeward.vsphere.gateway.";

    private final MeterRegistry registry;

    GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void request(String surface) {
        registry.counter(PREFIX + "requests", "surface", surface).increment();
    }

    /** A call that places workloads was let through, or not; {@code nanos} is what judging it took. */
    void guarded(Intent intent, boolean passed, long nanos) {
        registry.counter(PREFIX + "guarded", "method", intent.method(), "outcome", passed ? "passed" : "blocked")
                .increment();
        time("judging", nanos);
    }

    /** The vCenter was looked at for moves that nobody decided about. */
    void looked(String outcome) {
        registry.counter(PREFIX + "looks", "outcome", outcome).increment();
    }

    void refused(Refusal refusal) {
        registry.counter(PREFIX + "refused", "key", refusal.key()).increment();
    }

    /** What the gateway itself took of a message that it read but had nothing to judge in. */
    void read(long nanos) {
        time("reading", nanos);
    }

    private void time(String step, long nanos) {
        Timer.builder(PREFIX + "overhead")
                .description("Time that the gateway adds to a request before it passes on")
                .tag("step", step)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
