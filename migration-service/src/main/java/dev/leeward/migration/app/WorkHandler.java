package dev.leeward.migration.app;

import dev.leeward.migration.app.WorkQueue.Claim;
import java.time.Instant;
import java.util.Optional;

/** Does one kind of durable work, one step at a time; a step may be done again after a crash. */
interface WorkHandler {
    WorkQueue.Kind kind();

    /** Returns when to look again; empty where it is over. */
    Optional<Instant> run(Claim claim);
}
