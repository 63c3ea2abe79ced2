package dev.leeward.policy.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.Config;

/** Settings of earlier versions that would be ignored without a word: with one of them the service does not start. */
@ApplicationScoped
class RemovedSettings {
    private static final String FOLDER = "leeward.policies.dir";

    private final Config config;

    RemovedSettings(Config config) {
        this.config = config;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        check();
    }

    void check() {
        config.getOptionalValue(FOLDER, String.class).ifPresent(folder -> {
            throw new IllegalStateException(
                    ("%s (LEEWARD_POLICIES_DIR) is %s, but policies are not read from a folder any more: they are drafted,"
                                    + " reviewed and published. Remove the setting, and send the documents in that folder"
                                    + " to POST /v1/policy-sets/provider/versions (docs/policies.md).")
                            .formatted(FOLDER, folder));
        });
    }
}
