package dev.leeward.attestation.edge.inventory;

import dev.leeward.attestation.app.InventorySources;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Not well while an inventory source does not answer ({@code /q/health/well}). That is no reason to restart the service
 * or to keep requests from it, so readiness does not depend on it.
 */
@Wellness
@ApplicationScoped
class SourceHealth implements HealthCheck {

    private final InventorySources sources;

    SourceHealth(InventorySources sources) {
        this.sources = sources;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("inventory-sources");
        boolean well = true;
        for (InventorySources.Source source : sources.all()) {
            boolean answers = source.status().answers();
            well &= answers;
            response.withData(source.configured().id().value(), answers ? "answers" : "does not answer");
        }
        return response.status(well).build();
    }
}
