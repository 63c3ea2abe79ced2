package dev.leeward.compliance.app.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A protection group.
 *
 * @param state the group state in the glossary's words
 * @param rpoBreached whether replication lies further behind than the RPO allows
 * @param lagMillis how far the replica lay behind when that was last said; null where it never was, as is rpoMillis
 */
public record GroupEntry(
        String id,
        String name,
        @Nullable String tenant,
        String state,
        String fromSite,
        String toSite,
        List<String> workloads,
        boolean rpoBreached,
        @Nullable Long lagMillis,
        @Nullable Long rpoMillis,
        Instant changedAt) {
    public GroupEntry {
        workloads = List.copyOf(workloads);
    }
}
