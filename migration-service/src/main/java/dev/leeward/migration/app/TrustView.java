package dev.leeward.migration.app;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.host.TrustStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this service knows of hosts and their trust, from the topics; a new fact is heeded only after an older one. */
public interface TrustView {

    /** The place of a fact in its source's order. */
    record Order(long epoch, long sequence) {}

    void described(HostId host, String name, SiteId site, Map<String, String> labels, Order order);

    void retired(HostId host, Order order);

    /** A result; {@code attestedAt} and {@code attestedUntil} are null where it does not say. */
    void appraised(
            HostId host,
            TrustStatus status,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            Order order);

    /** The last word on a host; unknown where there is none. */
    HostTrust of(HostId host);

    /** The last word on every host that there is one on. */
    Map<HostId, HostTrust> all();
}
