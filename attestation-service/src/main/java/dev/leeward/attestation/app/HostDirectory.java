package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Site;
import dev.leeward.attestation.schedule.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up sites and hosts. */
@ApplicationScoped
public class HostDirectory {

    private final HostStore hosts;
    private final TurnStore turns;
    private final Settings settings;
    private final Clock clock;

    HostDirectory(HostStore hosts, TurnStore turns, Clock clock, Settings settings) {
        this.hosts = hosts;
        this.turns = turns;
        this.settings = settings;
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

    /** When those of the hosts attest next that follow the schedule. */
    public Map<HostId, Turn> turns(Collection<HostId> ids) {
        return turns.find(ids);
    }

    /** How long after its attestation was due a host is overdue. */
    public Duration overdueAfter() {
        return settings.schedule().overdueAfter();
    }

    /** The time for which reports are asked. */
    public Instant now() {
        return clock.instant();
    }
}
