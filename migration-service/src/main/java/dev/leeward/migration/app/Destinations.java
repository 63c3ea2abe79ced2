package dev.leeward.migration.app;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Gate;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Refusal;
import dev.leeward.migration.placement.DestinationChoice;
import dev.leeward.migration.placement.DestinationChoice.Choice;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.Workload;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds where a migration may go. A named host is not judged here: that is the gate's part. */
@ApplicationScoped
class Destinations {
    private final WorkloadStore workloads;
    private final CurrentTrust trust;
    private final Clock clock;

    Destinations(WorkloadStore workloads, CurrentTrust trust, Clock clock) {
        this.workloads = workloads;
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * The decision on a migration that needs a destination. Where none will do, but what attestation has said may not
     * have reached us yet, that is waited for.
     */
    Decision choose(Migration migration) {
        if (!(migration instanceof Requested requested)) {
            return Decision.NOTHING;
        }
        Choice choice = choice(requested);
        return choice instanceof Choice.None && trust.behind()
                ? Decision.NOTHING
                : Gate.chosen(migration, choice, clock.instant());
    }

    private Choice choice(Requested requested) {
        MigrationSpec spec = requested.spec();
        HostId named = spec.named();
        if (named != null) {
            Optional<Location> location = workloads.host(named);
            return location.<Choice>map(Choice.Chosen::new)
                    .orElseGet(() -> new Choice.None(
                            new Reason("unknown-host", "There is no host " + named + ": it was removed meanwhile")));
        }
        Optional<Workload> workload = workloads.find(spec.workload());
        if (workload.isEmpty()) {
            return new Choice.None(new Reason(
                    "unknown-workload", "There is no workload " + spec.workload() + ": it was removed meanwhile"));
        }
        Instant now = clock.instant();
        return DestinationChoice.choose(
                workload.get(),
                spec.wish(),
                workloads.candidates(),
                requested.refused().stream().map(Refusal::host).collect(Collectors.toSet()),
                now);
    }
}
