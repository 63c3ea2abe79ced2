package dev.leeward.policy.app;

import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.policy.Terms;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Makes the decision point of the policies in force; the service does not start without them. */
@Singleton
class PolicyRuntime {
    private static final Logger LOG = Logger.getLogger(PolicyRuntime.class);

    @Produces
    @Singleton
    Evaluator evaluator(PolicySet policies, PolicyConfig config) {
        return new Evaluator(policies, new Terms(config.decisionLifetime(), config.maxStaleness()));
    }

    void onStart(@Observes StartupEvent start, PolicySet policies, Evaluator evaluator) {
        LOG.infof(
                "policies.in-force count=%d digest=%s ids=%s",
                policies.documents().size(),
                policies.digest(),
                policies.documents().stream()
                        .map(PolicyDocument::ref)
                        .map(ref -> ref.id() + "@" + ref.version())
                        .toList());
    }
}
