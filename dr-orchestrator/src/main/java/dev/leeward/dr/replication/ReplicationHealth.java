package dev.leeward.dr.replication;

import java.time.Duration;

/** A replication status held against what the group was promised. */
public sealed interface ReplicationHealth {
    /** The first copy is not complete. */
    record Syncing() implements ReplicationHealth {}

    /** The loss would stay within the RPO. */
    record Healthy(Duration lag) implements ReplicationHealth {}

    /** Replication works, but lies further behind than the RPO allows. */
    record Late(Duration lag, Duration allowed) implements ReplicationHealth {}

    /** Replication does not work; every minute adds to the loss. */
    record Broken(String reason) implements ReplicationHealth {}

    /** Both sites hold writes that the other lacks. */
    record Diverged() implements ReplicationHealth {}

    /** The replica was promoted; there is nothing to replicate until the group is reprotected. */
    record Promoted() implements ReplicationHealth {}

    /** Judges a status; a lag that nobody can tell is not a lag of zero. */
    static ReplicationHealth of(ReplicationStatus status, Rpo rpo) {
        return switch (status.state()) {
            case INITIAL_SYNC -> new Syncing();
            case BROKEN -> new Broken("replication is broken");
            case DIVERGED -> new Diverged();
            case PROMOTED -> new Promoted();
            case IN_SYNC, LAGGING ->
                status.lag()
                        .<ReplicationHealth>map(
                                lag -> rpo.allows(lag) ? new Healthy(lag) : new Late(lag, rpo.allowed()))
                        .orElseGet(() -> new Broken("the replica's lag is unknown"));
        };
    }
}
