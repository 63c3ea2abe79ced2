package dev.leeward.migration.app;

import java.time.Duration;

/** How the view of trust keeps up with what attestation-service says. */
public interface TrustFeed {

    /** For how long it is not proven that the view has everything that was said. */
    Duration staleness();
}
