package dev.leeward.migration.migration;

import dev.leeward.migration.host.Names;

/** What an adapter knows a migration by: the same id is the same operation, however often it is started. */
public record OperationId(String value) {
    public OperationId {
        Names.check("operation", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
