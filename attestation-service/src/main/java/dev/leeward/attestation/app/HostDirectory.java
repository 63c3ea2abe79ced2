package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Site;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up sites and hosts. */
@ApplicationScoped
public class HostDirectory {

    private final HostStore hosts;
    private final Clock clock;

    HostDirectory(HostStore hosts, Clock clock) {
        this.hosts = hosts;
        this.clock = clock;
    }

    public List<Site> sites() {
        return hosts.sites();
    }

    /** The host, unless it was retired. */
    public Optional<HostRecord> find(HostId id) {
        return hosts.find(id).filter(HostRecord::present);
    }

    /** Hosts by id, at a site and with a status where given. */
    public List<HostRecord> page(
            @Nullable String site, @Nullable TrustStatus status, @Nullable HostId after, int limit) {
        return hosts.page(site, status, now(), after, limit);
    }

    /** The time for which reports are asked. */
    public Instant now() {
        return clock.instant();
    }
}
