package dev.leeward.policy.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The terms of decisions and approvals. */
@ConfigMapping(prefix = "leeward.policy")
public interface PolicyConfig {
    /** How far the view of hosts and workloads may lie behind its topics; past it the answer is INDETERMINATE. */
    @WithDefault("10s")
    Duration maxStaleness();

    /** How long a decision counts at most; it never outlives the trust that it rests on. */
    @WithDefault("5m")
    Duration decisionLifetime();

    /** How long a request for approval, and the consent given to it, counts. */
    @WithDefault("1h")
    Duration approvalLifetime();

    /** How long glass may be broken under one ticket. */
    @WithDefault("1h")
    Duration breakGlassLifetime();

    /** How long a migration's request waits for a view that is catching up before it is answered INDETERMINATE. */
    @WithDefault("30s")
    Duration patience();

    /**
     * A file with the public keys of attestation results (a JSON Web Key Set). With it a host counts as trusted only where
     * a result that one of them signed says so; without it no signature is asked for.
     */
    Optional<Path> resultKeys();
}
