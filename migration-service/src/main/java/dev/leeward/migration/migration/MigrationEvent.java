package dev.leeward.migration.migration;

import dev.leeward.migration.host.Location;
import dev.leeward.migration.placement.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a migration. */
public sealed interface MigrationEvent {
    Instant at();

    /** Somebody wants a workload elsewhere. */
    record MoveRequested(MigrationSpec spec, Instant at) implements MigrationEvent {}

    /** A destination is named or chosen; the gate is asked. */
    record DestinationChosen(Location destination, Instant at) implements MigrationEvent {}

    /** That destination will not do, and another may be tried. */
    record DestinationDropped(Refusal refusal, Instant at) implements MigrationEvent {}

    /** The gate allows it. */
    record GateApproved(Approval approval, Instant at) implements MigrationEvent {}

    /** The gate refuses it, or did not answer in time. */
    record GateBlocked(@Nullable String decisionId, Reason reason, Instant at) implements MigrationEvent {}

    /** The gate waits for a second person. */
    record ApprovalAwaited(Pending pending, Instant at) implements MigrationEvent {}

    /** A second person agreed; the gate is asked again. */
    record ConsentGiven(String approvalId, Instant at) implements MigrationEvent {}

    /** The consent expired while the migration waited or transferred; the gate is asked again. */
    record ApprovalLapsed(Instant at) implements MigrationEvent {}

    /** Its turn has come; the epoch is the fencing token of the change. */
    record SlotGranted(long epoch, Instant at) implements MigrationEvent {}

    /**
     * The destination has to attest again; {@code last} is when it last did, as attestation tells, and null where it never
     * did.
     */
    record AttestationDemanded(@Nullable Instant last, Instant at) implements MigrationEvent {}

    /** Trust and room were checked again; the adapter may be called from now on. */
    record TargetReserved(Instant at) implements MigrationEvent {}

    /** The hypervisor took it on. */
    record TransferStarted(Instant at) implements MigrationEvent {}

    /** Trust was checked a last time; there is no way back from here but the hypervisor's own. */
    record SwitchOverBegun(Instant at) implements MigrationEvent {}

    /** The workload runs at the destination. */
    record SwitchedOver(Measured measured, Instant at) implements MigrationEvent {}

    /** Both ends confirm it. */
    record PlacementVerified(Instant at) implements MigrationEvent {}

    /** It cannot be finished; the workload stays where it is. */
    record RollbackBegun(Reason reason, Instant at) implements MigrationEvent {}

    /** Nothing of it is left at the destination. */
    record RollbackCompleted(Instant at) implements MigrationEvent {}

    /** Somebody cancels it. */
    record CancelRequested(String by, Instant at) implements MigrationEvent {}

    /** Nothing of it is left at the destination. */
    record CancelCompleted(Instant at) implements MigrationEvent {}

    /** Nobody knows where the workload runs. */
    record ContactLost(Reason reason, Instant at) implements MigrationEvent {}

    /** Both ends are being asked. */
    record ReconciliationBegun(Instant at) implements MigrationEvent {}

    /** It ends without having moved the workload. */
    record GivenUp(Reason reason, Instant at) implements MigrationEvent {}
}
