package dev.leeward.policy.edge.rest;

import dev.leeward.policy.app.PoliciesInForce;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the newest version of every policy set is in force here, so that an upgrade stops where one cannot be read. */
@Readiness
@ApplicationScoped
class PoliciesHealth implements HealthCheck {
    private final PoliciesInForce policies;

    PoliciesHealth(PoliciesInForce policies) {
        this.policies = policies;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("policies")
                .status(policies.mistakes().isEmpty())
                .withData("digest", policies.policies().digest());
        policies.mistakes().forEach(response::withData);
        return response.build();
    }
}
