package dev.leeward.migration.migration;

import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.MigrationEvent.ApprovalAwaited;
import dev.leeward.migration.migration.MigrationEvent.ApprovalLapsed;
import dev.leeward.migration.migration.MigrationEvent.AttestationDemanded;
import dev.leeward.migration.migration.MigrationEvent.CancelCompleted;
import dev.leeward.migration.migration.MigrationEvent.CancelRequested;
import dev.leeward.migration.migration.MigrationEvent.ConsentGiven;
import dev.leeward.migration.migration.MigrationEvent.ContactLost;
import dev.leeward.migration.migration.MigrationEvent.DestinationChosen;
import dev.leeward.migration.migration.MigrationEvent.DestinationDropped;
import dev.leeward.migration.migration.MigrationEvent.GateApproved;
import dev.leeward.migration.migration.MigrationEvent.GateBlocked;
import dev.leeward.migration.migration.MigrationEvent.GivenUp;
import dev.leeward.migration.migration.MigrationEvent.MoveRequested;
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
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One workload on its way from one host to another. What may follow what is in {@link #apply}. */
public sealed interface Migration {
    MigrationSpec spec();

    /** When it entered this state. */
    Instant since();

    /** Not over yet. */
    sealed interface Active extends Migration {}

    /** A cancel still leads back to where the workload was. */
    sealed interface Cancellable extends Active {}

    /** Somebody may have to be asked about an operation. */
    sealed interface Underway extends Active {
        Attempt attempt();
    }

    /** Over. */
    sealed interface Finished extends Migration {}

    record Requested(MigrationSpec spec, List<Refusal> refused, Instant since) implements Cancellable {
        public Requested {
            refused = List.copyOf(refused);
        }
    }

    /** {@code pending} is null while the gate itself has not answered. */
    record Validating(
            MigrationSpec spec,
            Location destination,
            List<Refusal> refused,
            @Nullable Pending pending,
            Instant since) implements Cancellable {
        public Validating {
            refused = List.copyOf(refused);
        }
    }

    record Blocked(
            MigrationSpec spec,
            @Nullable Location destination,
            @Nullable String decisionId,
            Reason reason,
            Instant since)
            implements Finished {}

    record Queued(MigrationSpec spec, Course course, Instant since) implements Cancellable {}

    /** {@code demand} is null where the destination need not attest again, or has not been asked to yet. */
    record Reserving(
            MigrationSpec spec, Attempt attempt, @Nullable AttestationDemanded demand, Instant since)
            implements Cancellable, Underway {}

    record PreparingTarget(MigrationSpec spec, Attempt attempt, Instant since) implements Cancellable, Underway {}

    /** {@code asking} is true while the gate is asked again, because its consent lapsed during the transfer. */
    record Transferring(MigrationSpec spec, Attempt attempt, boolean asking, Instant since)
            implements Cancellable, Underway {}

    record SwitchingOver(MigrationSpec spec, Attempt attempt, Instant since) implements Underway {}

    record Verifying(MigrationSpec spec, Attempt attempt, Measured measured, Instant since) implements Underway {}

    record Succeeded(MigrationSpec spec, Attempt attempt, Measured measured, Instant since) implements Finished {}

    record RollingBack(MigrationSpec spec, Attempt attempt, Reason reason, Instant since) implements Underway {}

    record RolledBack(MigrationSpec spec, Attempt attempt, Reason reason, Instant since) implements Finished {}

    /** {@code attempt} is null where the cancel came before any. */
    record Cancelling(MigrationSpec spec, @Nullable Attempt attempt, String by, Instant since) implements Active {}

    record Cancelled(MigrationSpec spec, @Nullable Attempt attempt, String by, Instant since) implements Finished {}

    record Failed(MigrationSpec spec, @Nullable Location destination, Reason reason, Instant since)
            implements Finished {}

    record Indeterminate(MigrationSpec spec, Attempt attempt, Reason reason, Instant since) implements Underway {}

    record Reconciling(MigrationSpec spec, Attempt attempt, Reason reason, Instant since) implements Underway {}

    /** A pair to match on. */
    record Step(Migration state, MigrationEvent event) {}

    /** The beginning of every history. */
    static Migration begin(MoveRequested requested) {
        return new Requested(requested.spec(), List.of(), requested.at());
    }

    /** The state after the whole history; it must not be empty. */
    static Migration replay(List<MigrationEvent> history) {
        if (history.isEmpty() || !(history.getFirst() instanceof MoveRequested requested)) {
            throw new IllegalArgumentException("a history begins with MoveRequested, but this is " + history);
        }
        Migration state = begin(requested);
        for (MigrationEvent event : history.subList(1, history.size())) {
            state = state.apply(event);
        }
        return state;
    }

    /** The rows are the whole life cycle; anything else is corrupt history. */
    default Migration apply(MigrationEvent event) {
        return switch (new Step(this, event)) {
            case Step(Requested(var spec, var refused, var _), DestinationChosen(var to, var at)) ->
                new Validating(spec, to, refused, null, at);
            case Step(Requested(var spec, var _, var _), GateBlocked(var decision, var why, var at)) ->
                new Blocked(spec, null, decision, why, at);

            case Step(Validating(var spec, var to, var refused, var _, var _), ApprovalAwaited(var pending, var at)) ->
                new Validating(spec, to, refused, pending, at);
            case Step(Validating(var spec, var to, var refused, var pending, var _), ConsentGiven(var _, var at))
            when pending != null -> new Validating(spec, to, refused, null, at);
            case Step(Validating(var spec, var to, var refused, var _, var _), GateApproved(var approval, var at)) ->
                new Queued(spec, new Course(to, approval, refused), at);
            case Step(Validating(var spec, var to, var _, var _, var _), GateBlocked(var decision, var why, var at)) ->
                new Blocked(spec, to, decision, why, at);
            case Step(
                    Validating(var spec, var _, var refused, var _, var _),
                    DestinationDropped(var refusal, var at)) -> new Requested(spec, and(refused, refusal), at);

            case Step(Queued(var spec, var course, var _), SlotGranted(var epoch, var at)) ->
                new Reserving(spec, new Attempt(course, epoch), null, at);

            case Step(Reserving(var spec, var attempt, var before, var since), AttestationDemanded demand)
            when before == null -> new Reserving(spec, attempt, demand, since);
            case Step(Reserving(var spec, Attempt(var course, var _), var _, var _), ApprovalLapsed(var at)) ->
                new Validating(spec, course.destination(), course.refused(), null, at);
            case Step(
                    Reserving(var spec, Attempt(var course, var _), var _, var _),
                    DestinationDropped(var refusal, var at)) -> new Requested(spec, and(course.refused(), refusal), at);
            case Step(Reserving(var spec, var attempt, var _, var _), TargetReserved(var at)) ->
                new PreparingTarget(spec, attempt, at);
            case Step(Reserving(var spec, var attempt, var _, var _), RollbackBegun(var why, var at)) ->
                new RollingBack(spec, attempt, why, at);

            case Step(PreparingTarget(var spec, var attempt, var _), TransferStarted(var at)) ->
                new Transferring(spec, attempt, false, at);
            case Step(PreparingTarget(var spec, var attempt, var _), RollbackBegun(var why, var at)) ->
                new RollingBack(spec, attempt, why, at);
            case Step(PreparingTarget(var spec, var attempt, var _), ContactLost(var why, var at)) ->
                new Indeterminate(spec, attempt, why, at);

            case Step(Transferring(var spec, var attempt, var asking, var since), ApprovalLapsed _)
            when !asking -> new Transferring(spec, attempt, true, since);
            case Step(Transferring(var spec, var attempt, var asking, var since), GateApproved(var approval, var _))
            when asking -> new Transferring(spec, attempt.with(approval), false, since);
            case Step(Transferring(var spec, var attempt, var _, var _), SwitchOverBegun(var at)) ->
                new SwitchingOver(spec, attempt, at);
            case Step(Transferring(var spec, var attempt, var _, var _), RollbackBegun(var why, var at)) ->
                new RollingBack(spec, attempt, why, at);
            case Step(Transferring(var spec, var attempt, var _, var _), ContactLost(var why, var at)) ->
                new Indeterminate(spec, attempt, why, at);

            case Step(SwitchingOver(var spec, var attempt, var _), SwitchedOver(var measured, var at)) ->
                new Verifying(spec, attempt, measured, at);
            case Step(SwitchingOver(var spec, var attempt, var _), RollbackBegun(var why, var at)) ->
                new RollingBack(spec, attempt, why, at);
            case Step(SwitchingOver(var spec, var attempt, var _), ContactLost(var why, var at)) ->
                new Indeterminate(spec, attempt, why, at);

            case Step(Verifying(var spec, var attempt, var measured, var _), PlacementVerified(var at)) ->
                new Succeeded(spec, attempt, measured, at);
            case Step(Verifying(var spec, var attempt, var _, var _), ContactLost(var why, var at)) ->
                new Indeterminate(spec, attempt, why, at);

            case Step(RollingBack(var spec, var attempt, var why, var _), RollbackCompleted(var at)) ->
                new RolledBack(spec, attempt, why, at);
            case Step(RollingBack(var spec, var attempt, var _, var _), ContactLost(var why, var at)) ->
                new Indeterminate(spec, attempt, why, at);

            case Step(Cancelling(var spec, var attempt, var by, var _), CancelCompleted(var at)) ->
                new Cancelled(spec, attempt, by, at);
            case Step(Cancelling(var spec, var attempt, var _, var _), ContactLost(var why, var at))
            when attempt != null -> new Indeterminate(spec, attempt, why, at);

            case Step(Indeterminate(var spec, var attempt, var why, var _), ReconciliationBegun(var at)) ->
                new Reconciling(spec, attempt, why, at);
            case Step(Reconciling(var spec, var attempt, var _, var _), SwitchedOver(var measured, var at)) ->
                new Verifying(spec, attempt, measured, at);
            case Step(Reconciling(var spec, var attempt, var why, var _), RollbackCompleted(var at)) ->
                new RolledBack(spec, attempt, why, at);

            case Step(Cancellable from, CancelRequested(var by, var at)) ->
                new Cancelling(from.spec(), from instanceof Underway u ? u.attempt() : null, by, at);
            case Step(Active from, GivenUp(var why, var at)) -> new Failed(from.spec(), from.destination(), why, at);

            case Step(var _, MoveRequested _),
                    Step(var _, DestinationChosen _),
                    Step(var _, DestinationDropped _),
                    Step(var _, GateApproved _),
                    Step(var _, GateBlocked _),
                    Step(var _, ApprovalAwaited _),
                    Step(var _, ConsentGiven _),
                    Step(var _, ApprovalLapsed _),
                    Step(var _, SlotGranted _),
                    Step(var _, AttestationDemanded _),
                    Step(var _, TargetReserved _),
                    Step(var _, TransferStarted _),
                    Step(var _, SwitchOverBegun _),
                    Step(var _, SwitchedOver _),
                    Step(var _, PlacementVerified _),
                    Step(var _, RollbackBegun _),
                    Step(var _, RollbackCompleted _),
                    Step(var _, CancelRequested _),
                    Step(var _, CancelCompleted _),
                    Step(var _, ContactLost _),
                    Step(var _, ReconciliationBegun _),
                    Step(var _, GivenUp _) -> throw new CorruptHistory(this, event);
        };
    }

    private static List<Refusal> and(List<Refusal> refused, Refusal last) {
        return Stream.concat(refused.stream(), Stream.of(last)).toList();
    }

    /** The name of this state. */
    default Phase phase() {
        return switch (this) {
            case Requested _ -> Phase.REQUESTED;
            case Validating _ -> Phase.VALIDATING;
            case Blocked _ -> Phase.BLOCKED;
            case Queued _ -> Phase.QUEUED;
            case Reserving _ -> Phase.RESERVING;
            case PreparingTarget _ -> Phase.PREPARING_TARGET;
            case Transferring _ -> Phase.TRANSFERRING;
            case SwitchingOver _ -> Phase.SWITCHING_OVER;
            case Verifying _ -> Phase.VERIFYING;
            case Succeeded _ -> Phase.SUCCEEDED;
            case RollingBack _ -> Phase.ROLLING_BACK;
            case RolledBack _ -> Phase.ROLLED_BACK;
            case Cancelling _ -> Phase.CANCELLING;
            case Cancelled _ -> Phase.CANCELLED;
            case Failed _ -> Phase.FAILED;
            case Indeterminate _ -> Phase.INDETERMINATE;
            case Reconciling _ -> Phase.RECONCILING;
        };
    }

    /** Where it goes, or would have gone; null before a choice. */
    default @Nullable Location destination() {
        return switch (this) {
            case Requested _ -> null;
            case Validating s -> s.destination();
            case Blocked s -> s.destination();
            case Queued s -> s.course().destination();
            case Underway s -> s.attempt().destination();
            case Succeeded s -> s.attempt().destination();
            case RolledBack s -> s.attempt().destination();
            case Cancelling s -> s.attempt() == null ? null : s.attempt().destination();
            case Cancelled s -> s.attempt() == null ? null : s.attempt().destination();
            case Failed s -> s.destination();
        };
    }

    /** Why it is not going well, or does not go on; null where nothing is wrong. */
    default @Nullable Reason reason() {
        return switch (this) {
            case Blocked s -> s.reason();
            case RollingBack s -> s.reason();
            case RolledBack s -> s.reason();
            case Failed s -> s.reason();
            case Indeterminate s -> s.reason();
            case Reconciling s -> s.reason();
            case Validating s -> s.pending() == null ? null : s.pending().reason();
            case Requested _, Queued _, Reserving _, PreparingTarget _, Transferring _ -> null;
            case SwitchingOver _, Verifying _, Succeeded _, Cancelling _, Cancelled _ -> null;
        };
    }
}
