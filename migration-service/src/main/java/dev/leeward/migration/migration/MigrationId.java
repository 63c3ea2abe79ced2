package dev.leeward.migration.migration;

import java.util.UUID;

/** Identity of a migration, a UUIDv7 (RFC 9562). */
public record MigrationId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
