package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.messaging.rest.Page;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts whose last result rests on a manifest.
 *
 * @param manifest the manifest
 * @param inForce whether it counts
 * @param count how many hosts there are in all
 * @param items hosts by id
 * @param next the cursor of the next page; null on the last one
 */
public record UsageView(
        String manifest,
        boolean inForce,
        long count,
        List<Host> items,
        @Nullable String next) {

    /**
     * A host.
     *
     * @param id identifier
     * @param name name as administrators know it
     * @param site site that it stands in
     * @param overall the trust in it now
     */
    public record Host(String id, String name, String site, TrustStatus overall) {

        static Host of(HostRecord host, Instant now) {
            return new Host(
                    host.id().value(),
                    host.description().name(),
                    host.description().site(),
                    host.report(now).overall());
        }
    }

    static UsageView of(String manifest, boolean inForce, long count, Page<Host> page) {
        return new UsageView(manifest, inForce, count, page.items(), page.next());
    }
}
