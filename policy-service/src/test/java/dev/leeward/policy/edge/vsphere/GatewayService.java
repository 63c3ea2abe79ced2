package dev.leeward.policy.edge.vsphere;

import dev.leeward.messaging.EventContext;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.PlacementAudit;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** What a gateway rests on in a running service. */
@Singleton
class GatewayService {

    /** For vCenters that tests play. */
    final Vertx vertx = Vertx.vertx();

    final MeterRegistry registry;

    private final DecisionDesk desk;
    private final PlacementAudit audit;
    private final EventContext context;

    GatewayService(DecisionDesk desk, PlacementAudit audit, EventContext context, MeterRegistry registry) {
        this.desk = desk;
        this.audit = audit;
        this.context = context;
        this.registry = registry;
    }

    @PreDestroy
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    GatewayServer server(GatewaySettings settings) {
        return new GatewayServer(settings, desk, audit, context, registry);
    }
}
