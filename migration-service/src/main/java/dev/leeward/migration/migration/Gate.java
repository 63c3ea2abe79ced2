package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Migration.Active;
import dev.leeward.migration.migration.Migration.Finished;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Transferring;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.MigrationEvent.ApprovalAwaited;
import dev.leeward.migration.migration.MigrationEvent.ConsentGiven;
import dev.leeward.migration.migration.MigrationEvent.DestinationChosen;
import dev.leeward.migration.migration.MigrationEvent.DestinationDropped;
import dev.leeward.migration.migration.MigrationEvent.GateApproved;
import dev.leeward.migration.migration.MigrationEvent.GateBlocked;
import dev.leeward.migration.migration.MigrationEvent.GivenUp;
import dev.leeward.migration.migration.MigrationEvent.RollbackBegun;
import dev.leeward.migration.placement.DestinationChoice.Choice;
import dev.leeward.migration.placement.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decisions on destinations and on the gate's answers. Answers may come twice, late, or for a destination that was dropped. */
public final class Gate {
    private Gate() {}

    /** A destination was looked for. Where none is left after refusals, the last refusal is the answer. */
    public static Decision chosen(Migration migration, Choice choice, Instant now) {
        if (!(migration instanceof Requested requested)) {
            return Decision.NOTHING;
        }
        return switch (choice) {
            case Choice.Chosen(var location) -> Decision.so(new DestinationChosen(location, now));
            case Choice.None(var reason) -> {
                if (requested.refused().isEmpty()) {
                    yield Decision.so(new GivenUp(reason, now));
                }
                Refusal last = requested.refused().getLast();
                yield Decision.so(
                        last.decisionId() == null
                                ? new GivenUp(last.reason(), now)
                                : new GateBlocked(last.decisionId(), last.reason(), now));
            }
        };
    }

    /** The gate consented to {@code destination}. What it demands beyond what migrations can do is a refusal. */
    public static Decision approved(Migration migration, HostId destination, Approval approval, Instant now) {
        if (!waitsFor(migration, destination)) {
            return Decision.NOTHING;
        }
        return approval.notUnderstood()
                .map(reason -> migration instanceof Validating
                        ? Decision.so(new GateBlocked(approval.decisionId(), reason, now))
                        : Decision.so(new RollbackBegun(reason, now)))
                .orElseGet(() -> Decision.so(new GateApproved(approval, now)));
    }

    /** The gate refused. Where the choice was ours, and nothing has begun, another destination is tried. */
    public static Decision blocked(
            Migration migration, @Nullable HostId destination, String decisionId, Reason reason, Instant now) {
        if (!waitsFor(migration, destination)) {
            return Decision.NOTHING;
        }
        if (!(migration instanceof Validating v)) {
            return Decision.so(new RollbackBegun(reason, now));
        }
        return v.spec().named() == null
                ? Decision.so(new DestinationDropped(new Refusal(v.destination().host(), decisionId, reason), now))
                : Decision.so(new GateBlocked(decisionId, reason, now));
    }

    /**
     * A second person has to agree. A migration that has not begun waits for them; one whose consent lapsed while it
     * transferred goes back.
     */
    public static Decision pending(Migration migration, @Nullable HostId destination, Pending pending, Instant now) {
        if (!waitsFor(migration, destination)) {
            return Decision.NOTHING;
        }
        return migration instanceof Validating
                ? Decision.so(new ApprovalAwaited(pending, now))
                : Decision.so(new RollbackBegun(pending.reason(), now));
    }

    /** A second person agreed: the gate is asked again, and has the last word. */
    public static Decision consented(Migration migration, String approval, Instant now) {
        return awaits(migration, approval) == null ? Decision.NOTHING : Decision.so(new ConsentGiven(approval, now));
    }

    /** A second person refused. */
    public static Decision rejected(Migration migration, String approval, String by, String comment, Instant now) {
        Pending pending = awaits(migration, approval);
        return pending == null
                ? Decision.NOTHING
                : Decision.so(new GateBlocked(
                        pending.decisionId(),
                        new Reason(
                                "approval-rejected",
                                by + " refused approval " + approval + (comment.isBlank() ? "" : " (" + comment + ")")
                                        + ". It was asked for because: "
                                        + pending.reason().detail()),
                        now));
    }

    /** What a migration waits for where that approval is part of it; null where it does not wait for it. */
    private static @Nullable Pending awaits(Migration migration, String approval) {
        return migration instanceof Validating v
                        && v.pending() != null
                        && v.pending().approvals().contains(approval)
                ? v.pending()
                : null;
    }

    /** Whether the gate has been asked about this destination and has not answered; null stands for any. */
    private static boolean waitsFor(Migration migration, @Nullable HostId destination) {
        Location asked = switch (migration) {
            case Validating v -> v.pending() == null ? v.destination() : null;
            case Transferring t when t.asking() -> t.attempt().destination();
            case Active _, Finished _ -> null;
        };
        return asked != null && (destination == null || asked.host().equals(destination));
    }
}
