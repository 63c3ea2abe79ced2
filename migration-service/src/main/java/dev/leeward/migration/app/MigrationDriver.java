package dev.leeward.migration.app;

import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.hypervisor.FencingPort;
import dev.leeward.migration.app.hypervisor.FencingPort.Fencing;
import dev.leeward.migration.app.hypervisor.HypervisorUnavailable;
import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.app.hypervisor.MigrationPort.Started;
import dev.leeward.migration.app.hypervisor.Move;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Attempt;
import dev.leeward.migration.migration.Deadlines;
import dev.leeward.migration.migration.Finding;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Cancelling;
import dev.leeward.migration.migration.Migration.Finished;
import dev.leeward.migration.migration.Migration.Indeterminate;
import dev.leeward.migration.migration.Migration.PreparingTarget;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Reconciling;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Reserving;
import dev.leeward.migration.migration.Migration.RollingBack;
import dev.leeward.migration.migration.Migration.SwitchingOver;
import dev.leeward.migration.migration.Migration.Transferring;
import dev.leeward.migration.migration.Migration.Underway;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.Migration.Verifying;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.OperationId;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.OperationView.Phase;
import dev.leeward.migration.migration.Progress;
import dev.leeward.migration.migration.Whereabouts;
import dev.leeward.migration.placement.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a migration as far as it goes now. The state on disk is the intent: it says what is about to be done before an
 * adapter is called, so that after a crash the adapter is asked what became of it.
 */
@ApplicationScoped
class MigrationDriver implements WorkHandler {
    private static final Logger LOG = Logger.getLogger(MigrationDriver.class);

    private final MigrationStore migrations;
    private final MigrationJournal journal;
    private final Destinations destinations;
    private final CurrentTrust trust;
    private final MigrationPort hypervisor;
    private final FencingPort fencing;
    private final MigrationConfig config;
    private final Deadlines deadlines;
    private final Clock clock;

    MigrationDriver(
            MigrationStore migrations,
            MigrationJournal journal,
            Destinations destinations,
            CurrentTrust trust,
            MigrationPort hypervisor,
            FencingPort fencing,
            MigrationConfig config,
            Clock clock) {
        this.migrations = migrations;
        this.journal = journal;
        this.destinations = destinations;
        this.trust = trust;
        this.hypervisor = hypervisor;
        this.fencing = fencing;
        this.config = config;
        this.deadlines = config.deadlines().toDeadlines();
        this.clock = clock;
    }

    @Override
    public WorkQueue.Kind kind() {
        return WorkQueue.Kind.MIGRATION;
    }

    @Override
    public Optional<Instant> run(Claim claim) {
        Migration state = migrations
                .find(new MigrationId(claim.subject()))
                .orElseThrow(() -> new IllegalStateException("there is work but no migration " + claim.subject()))
                .state();
        while (true) {
            Migration after = step(claim, state);
            if (after.phase() == state.phase()) {
                after = journal.advance(claim, m -> Progress.overdue(m, deadlines, clock.instant()));
                if (after.phase() == state.phase()) {
                    return nextLook(after);
                }
            }
            state = after;
        }
    }

    private Optional<Instant> nextLook(Migration state) {
        Instant soon = clock.instant().plus(config.observe());
        return journal.nextLook(state).map(at -> at.isBefore(soon) ? soon : at);
    }

    private Migration step(Claim claim, Migration state) {
        try {
            return switch (state) {
                case Requested _ -> journal.advance(claim, destinations::choose);
                case Reserving s -> reserve(claim, s);
                case PreparingTarget s -> prepare(claim, s);
                case Transferring s -> transfer(claim, s);
                case SwitchingOver s -> switchOver(claim, s);
                case Verifying s -> locate(claim, s);
                case RollingBack s -> goBack(claim, s, s.attempt());
                case Cancelling s -> goBack(claim, s, s.attempt());
                case Indeterminate s ->
                    journal.advance(
                            claim,
                            m -> Progress.located(
                                    m, Whereabouts.UNKNOWN, Optional.empty(), deadlines, clock.instant()));
                case Reconciling s -> reconcile(claim, s);
                case Validating _, Queued _, Finished _ -> state;
            };
        } catch (HypervisorUnavailable e) {
            LOG.warnf(
                    "hypervisor.unavailable migration=%s phase=%s detail=%s",
                    state.spec().id(), state.phase(), e.getMessage());
            return state;
        }
    }

    private Migration reserve(Claim claim, Reserving state) {
        if (trustIsBehind(state)) {
            return state;
        }
        List<Finding> findings = findings(state);
        return journal.advance(
                claim,
                m -> Progress.reserve(m, trust.of(state.attempt().destination().host()), findings, clock.instant()));
    }

    private List<Finding> findings(Reserving state) {
        List<Finding> findings = new ArrayList<>();
        Location destination = state.attempt().destination();
        if (state.spec().kind() == Kind.LIVE
                && !hypervisor.capabilities(destination.host()).live()) {
            findings.add(Finding.ofDestination(
                    "live-unsupported",
                    "Host " + destination.host() + " cannot take a running workload: move it cold"));
        }
        findings.addAll(hypervisor.precheck(Move.of(state.spec(), state.attempt())));
        return findings;
    }

    private Migration prepare(Claim claim, PreparingTarget state) {
        OperationId operation = operation(state);
        Optional<OperationView> seen = hypervisor.observe(operation);
        if (seen.isEmpty()) {
            Optional<Reason> refusal = fenceOff(state).or(() -> start(state, operation));
            if (refusal.isPresent()) {
                return journal.advance(claim, m -> Progress.declined(m, refusal.get(), clock.instant()));
            }
            seen = hypervisor.observe(operation);
        }
        return observed(claim, seen);
    }

    /** A recovery starts only once the source is known not to run the workload any more. */
    private Optional<Reason> fenceOff(PreparingTarget state) {
        Location source = state.spec().source();
        if (!state.spec().failover() || source == null) {
            return Optional.empty();
        }
        return switch (fencing.revoke(
                state.spec().workload(), source.site(), state.attempt().epoch())) {
            case Fencing.Proven(var proof) -> {
                LOG.infof("migration.fenced migration=%s proof=%s", state.spec().id(), proof);
                yield Optional.empty();
            }
            case Fencing.Unproven(var why) ->
                Optional.of(new Reason("fencing-unproven", "It may still run at its source: " + why));
        };
    }

    private Optional<Reason> start(PreparingTarget state, OperationId operation) {
        return switch (hypervisor.start(operation, state.attempt().epoch(), Move.of(state.spec(), state.attempt()))) {
            case Started.Accepted _ -> Optional.empty();
            case Started.Refused(var reason) -> Optional.of(reason);
        };
    }

    private Migration transfer(Claim claim, Transferring state) {
        Optional<OperationView> seen = hypervisor.observe(operation(state));
        seen.ifPresent(view -> migrations.progress(state.spec().id(), view.progress()));
        return ready(seen) ? confirmTrust(claim, state) : observed(claim, seen);
    }

    private Migration switchOver(Claim claim, SwitchingOver state) {
        Optional<OperationView> seen = hypervisor.observe(operation(state));
        if (ready(seen)) {
            Migration confirmed = confirmTrust(claim, state);
            if (confirmed instanceof SwitchingOver && !trustIsBehind(state)) {
                hypervisor.switchOver(operation(state), state.attempt().epoch());
            }
            return confirmed;
        }
        return observed(claim, seen);
    }

    private Migration confirmTrust(Claim claim, Underway state) {
        if (trustIsBehind(state)) {
            return state;
        }
        return journal.advance(
                claim,
                m -> Progress.switchOver(
                        m, trust.of(state.attempt().destination().host()), clock.instant()));
    }

    private boolean trustIsBehind(Migration state) {
        boolean behind = trust.behind();
        if (behind) {
            LOG.debugf("trust.feed.behind migration=%s phase=%s", state.spec().id(), state.phase());
        }
        return behind;
    }

    private Migration goBack(Claim claim, Migration state, @Nullable Attempt attempt) {
        if (attempt == null) {
            return observed(claim, Optional.empty());
        }
        OperationId operation = attempt.operation(state.spec().id());
        hypervisor.requestCancel(operation);
        return observed(claim, hypervisor.observe(operation));
    }

    private Migration locate(Claim claim, Verifying state) {
        Whereabouts where = hypervisor.locate(Move.of(state.spec(), state.attempt()));
        return journal.advance(claim, m -> Progress.located(m, where, Optional.empty(), deadlines, clock.instant()));
    }

    /** Stops what can be stopped, asks both ends, and fences the source off where both have it. */
    private Migration reconcile(Claim claim, Reconciling state) {
        OperationId operation = operation(state);
        hypervisor.requestCancel(operation);
        Optional<OperationView> seen = hypervisor.observe(operation);
        Move move = Move.of(state.spec(), state.attempt());
        Whereabouts found = hypervisor.locate(move);
        Location source = move.source();
        if (found == Whereabouts.BOTH && source != null) {
            Fencing fenced = fencing.revoke(
                    move.workload(), source.site(), state.attempt().epoch());
            LOG.warnf(
                    "migration.runs.twice migration=%s fencing=%s", state.spec().id(), fenced);
            found = hypervisor.locate(move);
        }
        Whereabouts where = found;
        return journal.advance(claim, m -> Progress.located(m, where, seen, deadlines, clock.instant()));
    }

    private Migration observed(Claim claim, Optional<OperationView> seen) {
        return journal.advance(claim, m -> Progress.observed(m, seen, clock.instant()));
    }

    private static boolean ready(Optional<OperationView> seen) {
        return seen.filter(v -> v.phase() == Phase.READY).isPresent();
    }

    private static OperationId operation(Underway state) {
        return state.attempt().operation(state.spec().id());
    }
}
