package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.migration.Decision.Refusals;
import dev.leeward.migration.migration.Decision.Refused;
import dev.leeward.migration.migration.Migration.Active;
import dev.leeward.migration.migration.Migration.Blocked;
import dev.leeward.migration.migration.Migration.Cancelled;
import dev.leeward.migration.migration.Migration.Cancelling;
import dev.leeward.migration.migration.Migration.Failed;
import dev.leeward.migration.migration.Migration.Indeterminate;
import dev.leeward.migration.migration.Migration.PreparingTarget;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Reconciling;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Reserving;
import dev.leeward.migration.migration.Migration.RolledBack;
import dev.leeward.migration.migration.Migration.RollingBack;
import dev.leeward.migration.migration.Migration.Succeeded;
import dev.leeward.migration.migration.Migration.SwitchingOver;
import dev.leeward.migration.migration.Migration.Transferring;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.Migration.Verifying;
import dev.leeward.migration.migration.MigrationEvent.ApprovalLapsed;
import dev.leeward.migration.migration.MigrationEvent.AttestationDemanded;
import dev.leeward.migration.migration.MigrationEvent.CancelCompleted;
import dev.leeward.migration.migration.MigrationEvent.CancelRequested;
import dev.leeward.migration.migration.MigrationEvent.ContactLost;
import dev.leeward.migration.migration.MigrationEvent.DestinationDropped;
import dev.leeward.migration.migration.MigrationEvent.GateBlocked;
import dev.leeward.migration.migration.MigrationEvent.GivenUp;
import dev.leeward.migration.migration.MigrationEvent.PlacementVerified;
import dev.leeward.migration.migration.MigrationEvent.ReconciliationBegun;
import dev.leeward.migration.migration.MigrationEvent.RollbackBegun;
import dev.leeward.migration.migration.MigrationEvent.RollbackCompleted;
import dev.leeward.migration.migration.MigrationEvent.SlotGranted;
import dev.leeward.migration.migration.MigrationEvent.SwitchOverBegun;
import dev.leeward.migration.migration.MigrationEvent.SwitchedOver;
import dev.leeward.migration.migration.MigrationEvent.TargetReserved;
import dev.leeward.migration.migration.MigrationEvent.TransferStarted;
import dev.leeward.migration.placement.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decisions after the gate: what follows from what an adapter says, from trust, from the clock and from people. */
public final class Progress {
    private Progress() {}

    /** Somebody cancels. */
    public static Decision cancel(Migration migration, String by, Instant now) {
        return switch (migration) {
            case Migration.Cancellable _ -> Decision.so(new CancelRequested(by, now));
            case Cancelling _, RollingBack _ -> Decision.NOTHING;
            case SwitchingOver _, Verifying _ ->
                new Refused(
                        Refusals.TOO_LATE_TO_CANCEL,
                        "The workload is already switching over; migrate it back once this has succeeded");
            case Indeterminate _, Reconciling _ ->
                new Refused(
                        Refusals.OUTCOME_UNKNOWN,
                        "Contact was lost during switch-over and both sides are being asked; wait for the outcome");
            case Blocked _, Succeeded _, RolledBack _, Cancelled _, Failed _ ->
                new Refused(Refusals.ALREADY_FINISHED, "The migration is " + migration.phase() + " already");
        };
    }

    /** A migration slot is free. */
    public static Decision granted(Migration migration, long epoch, Instant now) {
        return migration instanceof Queued ? Decision.so(new SlotGranted(epoch, now)) : Decision.NOTHING;
    }

    /** Consent, trust and the adapter's precheck at reservation; {@code findings} are what speaks against it. */
    public static Decision reserve(Migration migration, HostTrust trust, List<Finding> findings, Instant now) {
        if (!(migration instanceof Reserving s)) {
            return Decision.NOTHING;
        }
        if (s.attempt().course().approval().lapsedAt(now)) {
            return Decision.so(new ApprovalLapsed(now));
        }
        if (!trust.trustedAt(now)) {
            return elsewhere(s, lostTrust(trust, "at reservation", now), now);
        }
        if (s.attempt().course().approval().demandsAttestation()) {
            if (s.demand() == null) {
                return Decision.so(new AttestationDemanded(trust.attestedAt(), now));
            }
            if (!trust.attestedAfter(s.demand().last())) {
                return Decision.NOTHING;
            }
        }
        if (findings.isEmpty()) {
            return Decision.so(new TargetReserved(now));
        }
        Finding finding = findings.getFirst();
        return switch (finding.concern()) {
            case WORKLOAD -> Decision.so(new RollbackBegun(finding.reason(), now));
            case DESTINATION -> elsewhere(s, finding.reason(), now);
        };
    }

    /** Another destination is tried where the choice is ours. */
    private static Decision elsewhere(Reserving state, Reason reason, Instant now) {
        return Decision.so(
                state.spec().named() == null
                        ? new DestinationDropped(
                                new Refusal(state.attempt().destination().host(), null, reason), now)
                        : new RollbackBegun(reason, now));
    }

    /** The adapter declined before it began. */
    public static Decision declined(Migration migration, Reason reason, Instant now) {
        return migration instanceof PreparingTarget ? Decision.so(new RollbackBegun(reason, now)) : Decision.NOTHING;
    }

    /**
     * Consent and trust immediately before switch-over. Consent that lapsed during a long transfer is asked for again.
     * Where the word was to be given but may not have been, because a process died, both must still hold.
     */
    public static Decision switchOver(Migration migration, HostTrust trust, Instant now) {
        return switch (migration) {
            case Transferring s -> {
                if (!trust.trustedAt(now)) {
                    yield Decision.so(new RollbackBegun(lostTrust(trust, "before switch-over", now), now));
                }
                if (!s.attempt().course().approval().lapsedAt(now)) {
                    yield Decision.so(new SwitchOverBegun(now));
                }
                yield s.asking() ? Decision.NOTHING : Decision.so(new ApprovalLapsed(now));
            }
            case SwitchingOver s -> {
                Approval approval = s.attempt().course().approval();
                if (!trust.trustedAt(now)) {
                    yield Decision.so(new RollbackBegun(lostTrust(trust, "before switch-over", now), now));
                }
                yield approval.lapsedAt(now)
                        ? Decision.so(new RollbackBegun(
                                new Reason(
                                        "decision-expired",
                                        "Decision " + approval.decisionId() + " expired at " + approval.validUntil()
                                                + ", before switch-over; ask again"),
                                now))
                        : Decision.NOTHING;
            }
            case Requested _, Validating _, Queued _, Reserving _, PreparingTarget _, Verifying _ -> Decision.NOTHING;
            case RollingBack _, Cancelling _, Indeterminate _, Reconciling _ -> Decision.NOTHING;
            case Blocked _, Succeeded _, RolledBack _, Cancelled _, Failed _ -> Decision.NOTHING;
        };
    }

    private static Reason lostTrust(HostTrust trust, String when, Instant now) {
        return new Reason("trust-lost", "Trust was checked again " + when + ", and " + trust.describe(now));
    }

    /** The adapter was asked about the operation; empty where it never heard of it. */
    public static Decision observed(Migration migration, Optional<OperationView> seen, Instant now) {
        return switch (migration) {
            case PreparingTarget _ -> seen.map(v -> preparing(v, now)).orElse(Decision.NOTHING);
            case Transferring _ ->
                seen.map(v -> transferring(v, now)).orElseGet(() -> lost("the hypervisor forgot the operation", now));
            case SwitchingOver _ ->
                seen.map(v -> switching(v, now)).orElseGet(() -> lost("the hypervisor forgot the operation", now));
            case RollingBack s -> goingBack(seen, new RollbackCompleted(now), s, now);
            case Cancelling s ->
                s.attempt() == null
                        ? Decision.so(new CancelCompleted(now))
                        : goingBack(seen, new CancelCompleted(now), s, now);
            case Requested _, Validating _, Queued _, Reserving _, Verifying _, Indeterminate _, Reconciling _ ->
                Decision.NOTHING;
            case Blocked _, Succeeded _, RolledBack _, Cancelled _, Failed _ -> Decision.NOTHING;
        };
    }

    private static Decision preparing(OperationView view, Instant now) {
        return switch (view.phase()) {
            case ACCEPTED, PRECHECKED, PREPARING, COPYING_STORAGE, COPYING_MEMORY, READY, SWITCHOVER, COMPLETED ->
                Decision.so(new TransferStarted(now));
            case REFUSED, CANCELLED, FAILED -> Decision.so(new RollbackBegun(notDone(view), now));
            case IN_DOUBT -> lost(view.why(), now);
        };
    }

    private static Decision transferring(OperationView view, Instant now) {
        return switch (view.phase()) {
            case ACCEPTED, PRECHECKED, PREPARING, COPYING_STORAGE, COPYING_MEMORY, READY -> Decision.NOTHING;
            case SWITCHOVER, COMPLETED -> lost("the hypervisor switched over without being told", now);
            case REFUSED, CANCELLED, FAILED -> Decision.so(new RollbackBegun(notDone(view), now));
            case IN_DOUBT -> lost(view.why(), now);
        };
    }

    private static Decision switching(OperationView view, Instant now) {
        return switch (view.phase()) {
            case ACCEPTED, PRECHECKED, PREPARING, COPYING_STORAGE, COPYING_MEMORY, READY, SWITCHOVER ->
                Decision.NOTHING;
            case COMPLETED -> Decision.so(new SwitchedOver(view.measured(), now));
            case REFUSED, CANCELLED, FAILED -> Decision.so(new RollbackBegun(notDone(view), now));
            case IN_DOUBT -> lost(view.why(), now);
        };
    }

    private static Decision goingBack(Optional<OperationView> seen, MigrationEvent done, Active state, Instant now) {
        if (seen.isEmpty()) {
            return Decision.so(back(done, state, now));
        }
        OperationView view = seen.get();
        return switch (view.phase()) {
            case REFUSED, CANCELLED, FAILED -> Decision.so(back(done, state, now));
            case COMPLETED -> lost("the hypervisor finished before it could be stopped", now);
            case IN_DOUBT -> lost(view.why(), now);
            case ACCEPTED, PRECHECKED, PREPARING, COPYING_STORAGE, COPYING_MEMORY, READY, SWITCHOVER ->
                Decision.NOTHING;
        };
    }

    /** A recovery has no source to go back to: it fails. */
    private static MigrationEvent back(MigrationEvent done, Active state, Instant now) {
        return state instanceof RollingBack s && s.spec().kind() == Kind.RECOVERY ? new GivenUp(s.reason(), now) : done;
    }

    /** Both ends were asked where the workload runs. */
    public static Decision located(
            Migration migration, Whereabouts where, Optional<OperationView> seen, Deadlines deadlines, Instant now) {
        return switch (migration) {
            case Verifying _ ->
                where == Whereabouts.TARGET
                        ? Decision.so(new PlacementVerified(now))
                        : lost("it completed, but both ends say that the workload runs at " + where, now);
            case Indeterminate _ -> Decision.so(new ReconciliationBegun(now));
            case Reconciling s ->
                switch (where) {
                    case TARGET ->
                        Decision.so(new SwitchedOver(
                                seen.map(OperationView::measured).orElse(new Measured(0, 0)), now));
                    case SOURCE -> Decision.so(new RollbackCompleted(now));
                    case NONE ->
                        past(s, deadlines.settling(), now)
                                ? Decision.so(new GivenUp(
                                        new Reason(
                                                "runs-nowhere",
                                                "Both ends answered and workload "
                                                        + s.spec().workload()
                                                        + " runs at neither: start it, or run a recovery"),
                                        now))
                                : Decision.NOTHING;
                    case BOTH, UNKNOWN -> Decision.NOTHING;
                };
            case Requested _, Validating _, Queued _, Reserving _, PreparingTarget _, Transferring _ ->
                Decision.NOTHING;
            case SwitchingOver _, RollingBack _, Cancelling _ -> Decision.NOTHING;
            case Blocked _, Succeeded _, RolledBack _, Cancelled _, Failed _ -> Decision.NOTHING;
        };
    }

    /** What the clock alone brings about. */
    public static Decision overdue(Migration migration, Deadlines deadlines, Instant now) {
        return switch (migration) {
            case Requested s ->
                past(s, deadlines.gate(), now)
                        ? Decision.so(new GivenUp(
                                new Reason(
                                        "no-destination",
                                        "No destination could be chosen within " + deadlines.gate()
                                                + ", because the trust of hosts is not up to date: see to Kafka and"
                                                + " attestation-service and ask again"),
                                now))
                        : lapsed(s, now);
            case Validating s when s.pending() != null -> unapproved(s, s.pending(), now);
            case Validating s ->
                past(s, deadlines.gate(), now)
                        ? Decision.so(new GateBlocked(
                                null,
                                new Reason(
                                        "gate-unanswered",
                                        "The policy decision point did not answer within " + deadlines.gate()
                                                + ", and no answer is a refusal: see to policy-service and ask again"),
                                now))
                        : lapsed(s, now);
            case Queued s -> lapsed(s, now);
            case Reserving s when s.demand() != null -> unattested(s, deadlines.reserving(), now);
            case Reserving s -> tooLong(s, deadlines.reserving(), now);
            case PreparingTarget s -> tooLong(s, deadlines.preparing(), now);
            case Transferring s -> tooLong(s, deadlines.transferring(), now);
            case SwitchingOver s -> silent(s, deadlines.switchingOver(), now);
            case Verifying s -> silent(s, deadlines.verifying(), now);
            case RollingBack s -> silent(s, deadlines.goingBack(), now);
            case Cancelling s -> s.attempt() == null ? Decision.NOTHING : silent(s, deadlines.goingBack(), now);
            case Indeterminate _, Reconciling _ -> Decision.NOTHING;
            case Blocked _, Succeeded _, RolledBack _, Cancelled _, Failed _ -> Decision.NOTHING;
        };
    }

    /** A recovery with a newer epoch takes the workload over; whatever this one still tries is fenced off. */
    public static Decision superseded(Migration migration, MigrationId by, Instant now) {
        return migration instanceof Active
                ? Decision.so(new GivenUp(
                        new Reason("superseded", "Recovery " + by + " took the workload over and fenced this one off"),
                        now))
                : Decision.NOTHING;
    }

    private static Decision unattested(Reserving state, Duration limit, Instant now) {
        Attempt attempt = state.attempt();
        return past(state, limit, now)
                ? Decision.so(new RollbackBegun(
                        new Reason(
                                "destination-not-attested",
                                "Decision %s demands that host %s attests again first, and it did not within %s"
                                        .formatted(
                                                attempt.course().approval().decisionId(),
                                                attempt.destination().host(),
                                                limit)),
                        now))
                : Decision.NOTHING;
    }

    private static Decision unapproved(Validating state, Pending pending, Instant now) {
        return now.isBefore(pending.until())
                ? lapsed(state, now)
                : Decision.so(new GateBlocked(
                        pending.decisionId(),
                        new Reason(
                                "approval-expired",
                                "Nobody approved it until " + pending.until()
                                        + "; ask again. It was asked for because: "
                                        + pending.reason().detail()),
                        now));
    }

    private static Decision lapsed(Active state, Instant now) {
        Instant lapses = state.spec().lapses();
        return lapses != null && !now.isBefore(lapses)
                ? Decision.so(new GivenUp(
                        new Reason("order-lapsed", "The order lapsed at " + lapses + " before the migration began"),
                        now))
                : Decision.NOTHING;
    }

    private static Decision tooLong(Active state, Duration limit, Instant now) {
        return past(state, limit, now)
                ? Decision.so(new RollbackBegun(
                        new Reason("deadline-passed", state.phase() + " took longer than " + limit), now))
                : Decision.NOTHING;
    }

    private static Decision silent(Active state, Duration limit, Instant now) {
        return past(state, limit, now)
                ? lost(state.phase() + " was not confirmed within " + limit, now)
                : Decision.NOTHING;
    }

    private static boolean past(Active state, Duration limit, Instant now) {
        return !now.isBefore(state.since().plus(limit));
    }

    private static Decision lost(String why, Instant now) {
        return Decision.so(new ContactLost(
                new Reason(
                        "outcome-unknown",
                        "The outcome was unknown, so both ends are asked where the workload runs: " + why),
                now));
    }

    private static Reason notDone(OperationView view) {
        return new Reason(
                "hypervisor-" + (view.phase() == OperationView.Phase.REFUSED ? "refused" : "failed"), view.why());
    }
}
