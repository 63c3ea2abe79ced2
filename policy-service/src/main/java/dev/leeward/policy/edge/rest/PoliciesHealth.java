package dev.leeward.policy.edge.rest;

import dev.leeward.policy.app.PoliciesInForce;
import dev.leeward.policy.review.SetScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the newest version of the provider's policy set is in force here, so that an upgrade stops where it cannot be
 * read. A tenant's set that cannot be read keeps that tenant's decisions back, and nobody else's. Health is for everybody to
 * read: which set it is, and why, is in the log.
 */
@Readiness
@ApplicationScoped
class PoliciesHealth implements HealthCheck {
    private final PoliciesInForce policies;

    PoliciesHealth(PoliciesInForce policies) {
        this.policies = policies;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> mistakes = policies.mistakes();
        return HealthCheckResponse.named("policies")
                .status(!mistakes.containsKey(SetScope.provider().toString()))
                .withData("digest", policies.policies().digest())
                .withData("unreadable", mistakes.size())
                .build();
    }
}
