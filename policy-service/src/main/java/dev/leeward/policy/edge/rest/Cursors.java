package dev.leeward.policy.edge.rest;

import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.placement.WorkloadId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ids and names in addresses, filters and cursors. */
final class Cursors {
    private static final int UUID_LENGTH = 36;

    private Cursors() {}

    /** The id in a cursor of ours. */
    static UUID id(String cursor) {
        return uuid(cursor).orElseThrow(PageRequest::invalidCursor);
    }

    /** The workload of that id. */
    static WorkloadId workload(String id) {
        try {
            return new WorkloadId(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-workload", String.valueOf(e.getMessage()), "workload", "Give the id of a workload.");
        }
    }

    /** The state of that name; null where none is named. */
    static <E extends Enum<E>> @Nullable E named(Class<E> states, @Nullable String name) {
        return name == null
                ? null
                : EnumSet.allOf(states).stream()
                        .filter(state -> state.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.badRequest(
                                "unknown-state",
                                "There is no state '%s'.".formatted(name),
                                "state",
                                "Known states are %s."
                                        .formatted(EnumSet.allOf(states).stream()
                                                .map(Enum::name)
                                                .collect(Collectors.joining(", ")))));
    }

    /** The id, where it has the form of one: anything else names nothing. */
    static Optional<UUID> uuid(String text) {
        try {
            return text.length() == UUID_LENGTH ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
