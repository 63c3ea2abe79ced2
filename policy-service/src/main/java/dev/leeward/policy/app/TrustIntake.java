package dev.leeward.policy.app;

import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes in what is said of the trust in hosts: where keys are in force, trust counts only where a key bears it out. */
@ApplicationScoped
public class TrustIntake {
    private static final Logger LOG = Logger.getLogger(TrustIntake.class);

    private final PlacementView view;
    private final ResultKeys keys;
    private final Clock clock;
    private final Counter doubted;

    TrustIntake(PlacementView view, ResultKeys keys, Clock clock, MeterRegistry metrics) {
        this.view = view;
        this.keys = keys;
        this.clock = clock;
        this.doubted = Counter.builder("leeward.policy.trust.doubted")
                .description("Hosts said to be trusted without a signed attestation result that bears it out")
                .register(metrics);
    }

    /**
     * A host was appraised.
     *
     * @param result the signed result that came with it; null where none did
     */
    public void appraised(TrustStatement said, @Nullable String result) {
        Trust counted = said.trust();
        if (counted.granted() && keys.inForce()) {
            counted = said.borneOutBy(keys.check(result), clock.instant());
            if (!counted.granted()) {
                doubted.increment();
                LOG.warnf("trust.doubted host=%s event=%s: %s", said.host(), said.number(), counted.reason());
            }
        }
        view.appraised(
                said.host(),
                counted,
                new Order(said.number().epoch(), said.number().sequence()));
    }
}
