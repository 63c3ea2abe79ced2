package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Migration.Active;
import dev.leeward.migration.migration.Migration.Finished;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Transferring;
import dev.leeward.migration.migration.Migration.Validating;
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

    /** The gate consented to {@code destination}. */
    public static Decision approved(Migration migration, HostId destination, Approval approval, Instant now) {
        return waitsFor(migration, destination) ? Decision.so(new GateApproved(approval, now)) : Decision.NOTHING;
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

    /** Whether the gate has been asked about this destination and has not answered; null stands for any. */
    private static boolean waitsFor(Migration migration, @Nullable HostId destination) {
        Location asked = switch (migration) {
            case Validating v -> v.destination();
            case Transferring t when t.asking() -> t.attempt().destination();
            case Active _, Finished _ -> null;
        };
        return asked != null && (destination == null || asked.host().equals(destination));
    }
}
