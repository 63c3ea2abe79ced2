package dev.leeward.migration.evacuation;

import java.util.UUID;

/** Identity of an evacuation, a UUIDv7 (RFC 9562). */
public record EvacuationId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
