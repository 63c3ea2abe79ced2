package dev.leeward.policy.edge.rest;

import dev.leeward.messaging.rest.PageRequest;
import java.util.Optional;
import java.util.UUID;

/** Ids in addresses and cursors. */
final class Cursors {
    private static final int UUID_LENGTH = 36;

    private Cursors() {}

    /** The id in a cursor of ours. */
    static UUID id(String cursor) {
        return uuid(cursor).orElseThrow(PageRequest::invalidCursor);
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
