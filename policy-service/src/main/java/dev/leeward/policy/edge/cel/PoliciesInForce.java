package dev.leeward.policy.edge.cel;

import dev.leeward.policy.policy.PolicySet;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** Loads the policies at the start. */
@Singleton
class PoliciesInForce {
    /** Where policies come from. */
    @ConfigMapping(prefix = "leeward.policies")
    interface PoliciesConfig {
        /** Directory of policy files; only the shipped policies where absent. */
        Optional<Path> dir();
    }

    @Produces
    @Singleton
    PolicySet policies(PoliciesConfig config) {
        PolicyLoader loader = new PolicyLoader();
        return config.dir().map(loader::with).orElseGet(loader::shipped);
    }
}
