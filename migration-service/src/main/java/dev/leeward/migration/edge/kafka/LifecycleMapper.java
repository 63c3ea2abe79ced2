package dev.leeward.migration.edge.kafka;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.common.Principal;
import dev.leeward.events.migration.AskedMigration;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.events.migration.MigrationQueued;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationStarted;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.migration.MigrationSwitchedOver;
import dev.leeward.migration.app.Announcements.NotBegun;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Approval;
import dev.leeward.migration.migration.Measured;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Cancelled;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Succeeded;
import dev.leeward.migration.migration.Migration.Underway;
import dev.leeward.migration.migration.MigrationEvent;
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
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.placement.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What becomes of the events of a migration on {@code leeward.migration.lifecycle.v1}. */
final class LifecycleMapper {
    /** How the codes of reasons begin for which the gate's wait for a second person ended. */
    private static final String UNAPPROVED = "approval-";

    private LifecycleMapper() {}

    /**
     * Whether an event is said. The gate says itself that it blocks; said here as well is what ends because nobody
     * answered or approved it, and the end of an order, since its orchestrator waits for an event with the order's id.
     */
    static boolean concernsOthers(Migration after, MigrationEvent event) {
        return switch (event) {
            case DestinationChosen _, ConsentGiven _, ApprovalLapsed _, TransferStarted _, SwitchedOver _ -> true;
            case GateApproved _ -> after instanceof Queued;
            case PlacementVerified _, RollbackCompleted _, CancelCompleted _, ContactLost _, GivenUp _ -> true;
            case GateBlocked(var decision, var reason, var _) ->
                after.spec().origin() instanceof Origin.Order
                        || decision == null
                        || reason.code().startsWith(UNAPPROVED);
            case AttestationDemanded _ -> true;
            case MoveRequested _, DestinationDropped _, SlotGranted _, TargetReserved _, SwitchOverBegun _ -> false;
            case ApprovalAwaited _, RollbackBegun _, CancelRequested _, ReconciliationBegun _ -> false;
        };
    }

    /** Throws where the event does not concern others. */
    static SpecificRecord toAvro(
            Migration after,
            MigrationEvent event,
            Instant requestedAt,
            Function<Class<? extends SpecificRecord>, Envelope> envelope) {
        MigrationSpec spec = after.spec();
        return switch (event) {
            case DestinationChosen _, ConsentGiven _, ApprovalLapsed _ ->
                requested(spec, destination(after), envelope.apply(MigrationRequested.class));
            case GateApproved(Approval approval, var _) ->
                MigrationQueued.newBuilder()
                        .setEnvelope(envelope.apply(MigrationQueued.class))
                        .setMigrationId(spec.id().toString())
                        .setWorkloadId(spec.workload().value())
                        .setDecisionId(approval.decisionId())
                        .setDestinationHost(destination(after).host().value())
                        .build();
            case AttestationDemanded _ -> demanded(after, envelope.apply(DestinationAttestationDemanded.class));
            case TransferStarted _ -> started(after, envelope.apply(MigrationStarted.class));
            case SwitchedOver(Measured measured, var _) ->
                MigrationSwitchedOver.newBuilder()
                        .setEnvelope(envelope.apply(MigrationSwitchedOver.class))
                        .setMigrationId(spec.id().toString())
                        .setWorkloadId(spec.workload().value())
                        .setDestinationHost(destination(after).host().value())
                        .setDowntimeMillis(measured.downtimeMillis())
                        .build();
            case PlacementVerified(Instant at) ->
                succeeded(after, Duration.between(requestedAt, at), envelope.apply(MigrationSucceeded.class));
            case RollbackCompleted _ -> rolledBack(after, envelope.apply(MigrationRolledBack.class));
            case CancelCompleted _ -> cancelled(after, requestedAt, envelope.apply(MigrationCancelled.class));
            case GivenUp(Reason reason, var _) ->
                failed(spec, reason, requestedAt, envelope.apply(MigrationFailed.class));
            case GateBlocked(var _, Reason reason, var _) ->
                failed(spec, reason, requestedAt, envelope.apply(MigrationFailed.class));
            case ContactLost(Reason reason, var _) ->
                MigrationIndeterminate.newBuilder()
                        .setEnvelope(envelope.apply(MigrationIndeterminate.class))
                        .setMigrationId(spec.id().toString())
                        .setWorkloadId(spec.workload().value())
                        .setCode(reason.code())
                        .setReason(reason.detail())
                        .setOrderId(order(spec))
                        .build();
            case MoveRequested _, DestinationDropped _, SlotGranted _, TargetReserved _, SwitchOverBegun _ ->
                throw new IllegalArgumentException("not for others: " + event);
            case ApprovalAwaited _, RollbackBegun _, CancelRequested _, ReconciliationBegun _ ->
                throw new IllegalArgumentException("not for others: " + event);
        };
    }

    private static MigrationRequested requested(MigrationSpec spec, Location to, Envelope envelope) {
        Location from = spec.source();
        return MigrationRequested.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(spec.id().toString())
                .setWorkloadId(spec.workload().value())
                .setWorkloadName(spec.workloadName())
                .setKind(kind(spec))
                .setTest(spec.test())
                .setSourceSite(from == null ? null : from.site().value())
                .setSourceHost(from == null ? null : from.host().value())
                .setDestinationSite(to.site().value())
                .setDestinationHost(to.host().value())
                .setLabels(spec.labels())
                .setPrincipal(Principal.newBuilder()
                        .setId(spec.principal().id())
                        .setRoles(spec.principal().roles())
                        .setTenant(
                                spec.principal().tenant() == null
                                        ? null
                                        : spec.principal().tenant().value())
                        .build())
                .setOrigin(origin(spec))
                .setOrderId(order(spec))
                .setEvacuationId(evacuation(spec))
                .build();
    }

    /** What is told with an end, since a migration that no host can take was never requested of the gate. */
    private static AskedMigration asked(MigrationSpec spec, Instant requestedAt) {
        Location from = spec.source();
        SiteId site = spec.wish().site();
        return AskedMigration.newBuilder()
                .setRequestedAt(requestedAt.truncatedTo(ChronoUnit.MILLIS))
                .setRequestedBy(spec.principal().id())
                .setWorkloadName(spec.workloadName())
                .setKind(kind(spec))
                .setTest(spec.test())
                .setSourceSite(from == null ? null : from.site().value())
                .setSourceHost(from == null ? null : from.host().value())
                .setDestinationSite(site == null ? null : site.value())
                .setDestinationHost(spec.named() == null ? null : spec.named().value())
                .setOrigin(origin(spec))
                .setEvacuationId(evacuation(spec))
                .build();
    }

    /** The same of an order that became no migration. */
    static AskedMigration asked(NotBegun order) {
        Location from = order.source();
        return AskedMigration.newBuilder()
                .setRequestedAt(order.takenAt().truncatedTo(ChronoUnit.MILLIS))
                .setRequestedBy(order.principal().id())
                .setWorkloadName(order.workloadName())
                .setKind(MigrationKind.valueOf(order.kind().name()))
                .setTest(order.test())
                .setSourceSite(from == null ? null : from.site().value())
                .setSourceHost(from == null ? null : from.host().value())
                .setDestinationSite(order.site().value())
                .setOrigin("order")
                .build();
    }

    private static DestinationAttestationDemanded demanded(Migration after, Envelope envelope) {
        if (!(after instanceof Underway underway)) {
            throw new IllegalStateException("a migration that demands an attestation is " + after.phase());
        }
        return DestinationAttestationDemanded.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(after.spec().id().toString())
                .setWorkloadId(after.spec().workload().value())
                .setDestinationHost(underway.attempt().destination().host().value())
                .setDecisionId(underway.attempt().course().approval().decisionId())
                .build();
    }

    private static MigrationStarted started(Migration after, Envelope envelope) {
        MigrationSpec spec = after.spec();
        if (!(after instanceof Underway underway)) {
            throw new IllegalStateException("a migration that has started is " + after.phase());
        }
        return MigrationStarted.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(spec.id().toString())
                .setWorkloadId(spec.workload().value())
                .setSourceHost(
                        spec.source() == null ? null : spec.source().host().value())
                .setDestinationHost(underway.attempt().destination().host().value())
                .setPlacementEpoch(underway.attempt().epoch())
                .build();
    }

    private static MigrationSucceeded succeeded(Migration after, Duration took, Envelope envelope) {
        if (!(after instanceof Succeeded done)) {
            throw new IllegalStateException("a migration that is verified is " + after.phase());
        }
        MigrationSpec spec = done.spec();
        Location from = spec.source();
        Location to = done.attempt().destination();
        return MigrationSucceeded.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(spec.id().toString())
                .setWorkloadId(spec.workload().value())
                .setWorkloadName(spec.workloadName())
                .setKind(kind(spec))
                .setTest(spec.test())
                .setSourceSite(from == null ? null : from.site().value())
                .setSourceHost(from == null ? null : from.host().value())
                .setDestinationSite(to.site().value())
                .setDestinationHost(to.host().value())
                .setDowntimeMillis(done.measured().downtimeMillis())
                .setDurationMillis(took.toMillis())
                .setBytesCopied(done.measured().bytesCopied())
                .setOrderId(order(spec))
                .build();
    }

    private static MigrationRolledBack rolledBack(Migration after, Envelope envelope) {
        Reason reason = after.reason();
        if (reason == null) {
            throw new IllegalStateException("a migration that was rolled back has no reason");
        }
        return MigrationRolledBack.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(after.spec().id().toString())
                .setWorkloadId(after.spec().workload().value())
                .setCode(reason.code())
                .setReason(reason.detail())
                .setOrderId(order(after.spec()))
                .build();
    }

    private static MigrationCancelled cancelled(Migration after, Instant requestedAt, Envelope envelope) {
        if (!(after instanceof Cancelled cancelled)) {
            throw new IllegalStateException("a migration whose cancel is complete is " + after.phase());
        }
        return MigrationCancelled.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(after.spec().id().toString())
                .setWorkloadId(after.spec().workload().value())
                .setCancelledBy(cancelled.by())
                .setOrderId(order(after.spec()))
                .setAsked(asked(after.spec(), requestedAt))
                .build();
    }

    private static MigrationFailed failed(MigrationSpec spec, Reason reason, Instant requestedAt, Envelope envelope) {
        return MigrationFailed.newBuilder()
                .setEnvelope(envelope)
                .setMigrationId(spec.id().toString())
                .setWorkloadId(spec.workload().value())
                .setCode(reason.code())
                .setReason(reason.detail())
                .setOrderId(order(spec))
                .setAsked(asked(spec, requestedAt))
                .build();
    }

    private static Location destination(Migration migration) {
        Location destination = migration.destination();
        if (destination == null) {
            throw new IllegalStateException("migration " + migration.spec().id() + " has no destination");
        }
        return destination;
    }

    private static MigrationKind kind(MigrationSpec spec) {
        return MigrationKind.valueOf(spec.kind().name());
    }

    private static String origin(MigrationSpec spec) {
        return switch (spec.origin()) {
            case Origin.Api _ -> "api";
            case Origin.Order _ -> "order";
            case Origin.Evacuation _ -> "evacuation";
        };
    }

    private static @Nullable String order(MigrationSpec spec) {
        return spec.origin() instanceof Origin.Order order ? order.orderId() : null;
    }

    private static @Nullable String evacuation(MigrationSpec spec) {
        return spec.origin() instanceof Origin.Evacuation(var id) ? id.toString() : null;
    }
}
