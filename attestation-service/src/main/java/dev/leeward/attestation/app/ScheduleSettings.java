package dev.leeward.attestation.app;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** When hosts whose agents follow the service attest. */
public interface ScheduleSettings {

    /** How often a host attests, at most two thirds of the trust lifetime; half of it where nothing is said. */
    Optional<Duration> interval();

    /** The same for the hosts of a site. */
    Map<String, Duration> sites();

    /** The same for the hosts that are dedicated to a tenant. */
    Map<String, Duration> tenants();

    /** How long after a first failure a host is challenged again; doubled with each further one, up to its interval. */
    @WithDefault("10s")
    Duration firstRetry();

    /** How many challenges that were handed out may be unanswered at a time, over all replicas. */
    @WithDefault("2000")
    @Positive int inFlight();

    /** How long an agent may wait for a challenge in one call. */
    @WithDefault("1m")
    Duration longestWait();

    /** How many agents may wait at one replica. */
    @WithDefault("50000")
    @Positive int waiting();

    /** How long after its attestation was due a host is overdue. */
    @WithDefault("2m")
    Duration overdueAfter();

    /** How long a demanded attestation is asked for before it is given up. */
    @WithDefault("5m")
    Duration demandLifetime();
}
