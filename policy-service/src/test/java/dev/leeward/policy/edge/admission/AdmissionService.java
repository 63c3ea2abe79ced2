package dev.leeward.policy.edge.admission;

import dev.leeward.messaging.EventContext;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.DecisionPoint;
import dev.leeward.policy.app.HostTrust;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What a guard of a cluster rests on in a running service. */
@Singleton
class AdmissionService {

    final MeterRegistry registry;

    private final DecisionDesk desk;
    private final DecisionPoint decisions;
    private final DecisionLog log;
    private final HostTrust trust;
    private final EventContext context;
    private final Clock clock;

    AdmissionService(
            DecisionDesk desk,
            DecisionPoint decisions,
            DecisionLog log,
            HostTrust trust,
            EventContext context,
            Clock clock,
            MeterRegistry registry) {
        this.desk = desk;
        this.decisions = decisions;
        this.log = log;
        this.trust = trust;
        this.context = context;
        this.clock = clock;
        this.registry = registry;
    }

    AdmissionServer server(AdmissionSettings settings) {
        return new AdmissionServer(settings, desk, decisions, log, trust, context, clock, registry);
    }
}
