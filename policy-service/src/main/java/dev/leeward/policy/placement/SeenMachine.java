package dev.leeward.policy.placement;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A machine where its manager shows it.
 *
 * @param id the manager's own id of it
 * @param host the host that it runs on, or would be started on
 */
public record SeenMachine(String id, WorkloadId workload, String name, HostId host, boolean running) {

    /** How a machine can have come to where it is. */
    public enum Change {
        /** It was on another host before. */
        MOVED,
        /** It was not running before, or not there. */
        STARTED
    }

    /** What has happened to it since it was seen before; empty where nothing that somebody should have decided about. */
    public Optional<Change> since(@Nullable SeenMachine before) {
        if (before != null && !before.host.equals(host)) {
            return Optional.of(Change.MOVED);
        }
        boolean ran = before != null && before.running;
        return running && !ran ? Optional.of(Change.STARTED) : Optional.empty();
    }
}
