package dev.leeward.policy.app;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes in policies that any replica published, before a second has passed. */
@ApplicationScoped
class PolicyReload {
    private static final Logger LOG = Logger.getLogger(PolicyReload.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final String PRODUCT = "leeward";

    private final PoliciesInForce policies;
    private final PolicySets sets;
    private final PolicyCompiler compiler;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("policy-reload").daemon().unstarted(work));

    private @Nullable Future<?> looking;
    private boolean blind;

    PolicyReload(PoliciesInForce policies, PolicySets sets, PolicyCompiler compiler) {
        this.policies = policies;
        this.sets = sets;
        this.compiler = compiler;
    }

    /** Before anything asks for a decision. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        sets.seed(compiler.shipped(), PRODUCT);
        policies.refresh();
        looking = timer.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (looking != null) {
            looking.cancel(true);
        }
        timer.shutdownNow();
    }

    private void look() {
        try {
            policies.refresh();
            blind = false;
        } catch (RuntimeException e) {
            if (!blind) {
                LOG.warnf(
                        "policies.unknown: the last ones stay in force until the database answers: %s", e.getMessage());
            }
            blind = true;
        }
    }
}
