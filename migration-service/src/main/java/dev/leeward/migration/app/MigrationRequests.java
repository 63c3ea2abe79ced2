package dev.leeward.migration.app;

import dev.leeward.messaging.Ids;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.migration.Progress;
import dev.leeward.migration.placement.DestinationChoice.Wish;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people ask through the API. */
@ApplicationScoped
public class MigrationRequests {
    private final WorkloadStore workloads;
    private final MigrationStore migrations;
    private final MigrationJournal journal;
    private final Destinations destinations;
    private final Ids ids;
    private final Clock clock;

    MigrationRequests(
            WorkloadStore workloads,
            MigrationStore migrations,
            MigrationJournal journal,
            Destinations destinations,
            Ids ids,
            Clock clock) {
        this.workloads = workloads;
        this.migrations = migrations;
        this.journal = journal;
        this.destinations = destinations;
        this.ids = ids;
        this.clock = clock;
    }

    /** A wish to move; where neither host nor site is named, any trusted host will do. */
    public record Ask(
            WorkloadId workload,
            @Nullable HostId host,
            @Nullable SiteId site,
            Kind kind,
            Principal principal) {}

    /** The answer. */
    public sealed interface Answer {
        record Accepted(MigrationId id) implements Answer {}

        /** No such workload, or not for the asker's eyes. */
        record UnknownWorkload() implements Answer {}

        record UnknownHost(HostId host) implements Answer {}

        record UnknownSite(SiteId site) implements Answer {}

        /** The host stands at another site than the one named. */
        record SiteMismatch(Location named, SiteId site) implements Answer {}

        /** It runs there already. */
        record SameHost(HostId host) implements Answer {}

        /** A live migration of what does not run. */
        record NotRunning() implements Answer {}

        /** One at a time. */
        record Busy(MigrationId running) implements Answer {}
    }

    /** Begins a migration; the gate is asked in the same transaction. */
    @Transactional
    public Answer request(Ask ask) {
        Optional<Workload> found = workloads.find(ask.workload()).filter(w -> visible(w, ask.principal()));
        if (found.isEmpty()) {
            return new Answer.UnknownWorkload();
        }
        Workload workload = found.get();
        Optional<Answer> objection = objection(ask, workload);
        if (objection.isPresent()) {
            return objection.get();
        }
        MigrationSpec spec = new MigrationSpec(
                new MigrationId(ids.next()),
                workload.id(),
                workload.name(),
                workload.tenant(),
                workload.labels(),
                ask.kind(),
                false,
                workload.placement().location(),
                ask.host(),
                new Wish(ask.site(), null),
                ask.principal(),
                new Origin.Api());
        while (true) {
            Optional<Migration> begun = journal.begin(spec, destinations::choose);
            if (begun.isPresent()) {
                return new Answer.Accepted(spec.id());
            }
            Optional<MigrationId> running = migrations.active(workload.id(), false);
            if (running.isPresent()) {
                return new Answer.Busy(running.get());
            }
            // the other one ended between the two looks
        }
    }

    private Optional<Answer> objection(Ask ask, Workload workload) {
        HostId host = ask.host();
        SiteId site = ask.site();
        if (host != null) {
            Optional<Location> named = workloads.host(host);
            if (named.isEmpty()) {
                return Optional.of(new Answer.UnknownHost(host));
            }
            if (site != null && !named.get().site().equals(site)) {
                return Optional.of(new Answer.SiteMismatch(named.get(), site));
            }
        }
        if (site != null && !workloads.siteExists(site)) {
            return Optional.of(new Answer.UnknownSite(site));
        }
        Location present = workload.placement().location();
        if (present == null) {
            return ask.kind() == Kind.LIVE ? Optional.of(new Answer.NotRunning()) : Optional.empty();
        }
        return present.host().equals(host) ? Optional.of(new Answer.SameHost(present.host())) : Optional.empty();
    }

    /** Cancels a migration; empty where there is none, or not for the asker's eyes. */
    @Transactional
    public Optional<Decision> cancel(MigrationId id, Principal by) {
        TenantId tenant = by.tenant();
        return migrations
                .find(id)
                .filter(m -> tenant == null || m.state().spec().tenant().equals(tenant))
                .flatMap(m -> journal.change(id, state -> Progress.cancel(state, by.id(), clock.instant())))
                .map(MigrationJournal.Outcome::decision);
    }

    private static boolean visible(Workload workload, Principal principal) {
        return principal.tenant() == null || workload.tenant().equals(principal.tenant());
    }
}
