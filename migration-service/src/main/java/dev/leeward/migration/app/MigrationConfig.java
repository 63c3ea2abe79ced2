package dev.leeward.migration.app;

import dev.leeward.migration.fairness.Slots;
import dev.leeward.migration.migration.Deadlines;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How migrations are run. */
@ConfigMapping(prefix = "leeward.migration")
public interface MigrationConfig {

    /** How often a running operation is looked at. */
    @WithDefault("100ms")
    Duration observe();

    /** How often the hypervisors are asked what they have. */
    @WithDefault("5s")
    Duration discovery();

    /** How far the view of trust may be behind its topic before a reservation or a switch-over waits for it. */
    @WithDefault("30s")
    Duration trustFeedBound();

    SlotLimits slots();

    PhaseLimits deadlines();

    /** How many migrations may run at once. */
    interface SlotLimits {
        @WithDefault("16")
        int global();

        /** In or out of one host. */
        @WithDefault("4")
        int perHost();

        /** Of the global ones, kept free for failovers. */
        @WithDefault("4")
        int reservedForFailover();

        default Slots toSlots() {
            return new Slots(global(), perHost(), reservedForFailover());
        }
    }

    /** How long each phase may take. */
    interface PhaseLimits {
        /** No answer of the gate within this time is a refusal. */
        @WithDefault("15m")
        Duration gate();

        /** Includes waiting for the view of trust. */
        @WithDefault("2m")
        Duration reserving();

        @WithDefault("30s")
        Duration preparing();

        @WithDefault("30m")
        Duration transferring();

        @WithDefault("30s")
        Duration switchingOver();

        @WithDefault("30s")
        Duration verifying();

        /** Rolling back, or cancelling. */
        @WithDefault("30s")
        Duration goingBack();

        /** How long both ends may say that a workload runs nowhere before that is believed. */
        @WithDefault("30s")
        Duration settling();

        default Deadlines toDeadlines() {
            return new Deadlines(
                    gate(),
                    reserving(),
                    preparing(),
                    transferring(),
                    switchingOver(),
                    verifying(),
                    goingBack(),
                    settling());
        }
    }
}
