package dev.leeward.policy.app;

import dev.leeward.policy.policy.Terms;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The terms of decisions, as they are configured. */
@Singleton
class PolicyTerms {
    @Produces
    @Singleton
    Terms terms(PolicyConfig config) {
        return new Terms(config.decisionLifetime(), config.maxStaleness());
    }
}
