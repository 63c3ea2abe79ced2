package dev.leeward.migration.migration;

import static dev.leeward.migration.migration.Specs.APPROVAL;
import static dev.leeward.migration.migration.Specs.DEADLINES;
import static dev.leeward.migration.migration.Specs.NOW;
import static dev.leeward.migration.migration.Specs.PENDING;
import static dev.leeward.migration.migration.Specs.WEST_1;
import static dev.leeward.migration.migration.Specs.WEST_3;
import static dev.leeward.testkit.SeededHistories.transition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.migration.Migration.Blocked;
import dev.leeward.migration.migration.Migration.Cancelled;
import dev.leeward.migration.migration.Migration.Cancelling;
import dev.leeward.migration.migration.Migration.Failed;
import dev.leeward.migration.migration.Migration.Finished;
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
import dev.leeward.migration.migration.Migration.Underway;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.Migration.Verifying;
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
import dev.leeward.migration.migration.OperationView.Phase;
import dev.leeward.migration.placement.DestinationChoice.Choice;
import dev.leeward.migration.placement.Reason;
import dev.leeward.testkit.SeededHistories;
import dev.leeward.testkit.SeededHistories.Transition;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationHistoriesTest {
    private static final int TRIES = 60;
    private static final Reason WHY = new Reason("because", "of the test");

    @Test
    void everyTransitionIsReachedByDecisionsAloneAndNoOther() {
        SeededHistories.<Migration, MigrationEvent>of("migration")
                .sized(20_000, 40)
                .startingFrom(random -> Migration.begin(new MoveRequested(spec(random), NOW)))
                .choosing(MigrationHistoriesTest::next)
                .folding(Migration::apply)
                .holding(MigrationHistoriesTest::check)
                .declaring(declared())
                .run();
    }

    private static MigrationSpec spec(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> Specs.named();
            case 1 -> Specs.anywhere();
            default -> Specs.recovery();
        };
    }

    /** What must hold at each step, whatever the history. */
    private static void check(Migration before, MigrationEvent event, Migration after) {
        assertThat(after.spec()).isEqualTo(before.spec());
        assertThat(before).isNotInstanceOf(Finished.class);
        if (before instanceof Underway from && after instanceof Underway to) {
            assertThat(to.attempt().epoch()).isEqualTo(from.attempt().epoch());
            assertThat(to.attempt().destination()).isEqualTo(from.attempt().destination());
        }
        if (after instanceof Succeeded) {
            assertThat(before).isInstanceOf(Verifying.class);
        }
        if (after instanceof RolledBack) {
            assertThat(before).isInstanceOfAny(RollingBack.class, Reconciling.class);
        }
    }

    /** The first event of a random command that changes something; null at the end of the history. */
    private static @Nullable MigrationEvent next(Migration state, RandomGenerator random) {
        if (state instanceof Finished) {
            return null;
        }
        for (int i = 0; i < TRIES; i++) {
            if (command(state, random) instanceof Decision.Accepted(var events) && !events.isEmpty()) {
                return events.getFirst();
            }
        }
        return null;
    }

    private static Decision command(Migration state, RandomGenerator random) {
        Instant now =
                random.nextInt(12) == 0 ? NOW.plusSeconds(random.nextInt(3000)) : NOW.plusSeconds(random.nextInt(4));
        boolean good = random.nextInt(4) > 0;
        return switch (random.nextInt(14)) {
            case 0 ->
                Gate.chosen(
                        state,
                        good ? new Choice.Chosen(random.nextBoolean() ? WEST_1 : WEST_3) : new Choice.None(WHY),
                        now);
            case 1 -> Gate.approved(state, random.nextBoolean() ? WEST_1.host() : WEST_3.host(), approval(random), now);
            case 2 -> Gate.blocked(state, good ? null : WEST_1.host(), "decision-2", WHY, now);
            case 3 -> Progress.granted(state, 2, now);
            case 4 ->
                Progress.reserve(
                        state,
                        good ? Specs.trusted(WEST_1, NOW.plusSeconds(random.nextInt(2))) : Specs.untrusted(WEST_1),
                        findings(random),
                        now);
            case 5 -> Progress.declined(state, WHY, now);
            case 6 -> Progress.observed(state, view(random), now);
            case 7 -> Progress.switchOver(state, trust(good), now);
            case 8 -> Progress.located(state, any(Whereabouts.class, random), view(random), DEADLINES, now);
            case 9 -> Progress.overdue(state, DEADLINES, now);
            case 10 -> random.nextInt(8) == 0 ? Progress.cancel(state, "operator@acme", now) : Decision.NOTHING;
            case 11 -> Gate.pending(state, WEST_1.host(), PENDING, now);
            case 12 ->
                good ? Gate.consented(state, "approval-1", now) : Gate.rejected(state, "approval-1", "sue", "no", now);
            default ->
                random.nextInt(5) == 0
                        ? Progress.superseded(state, new MigrationId(new UUID(8, 8)), now)
                        : Decision.NOTHING;
        };
    }

    private static List<Finding> findings(RandomGenerator random) {
        return random.nextInt(3) == 0 ? List.of(new Finding(any(Finding.Concern.class, random), WHY)) : List.of();
    }

    /** Some consent lapses on the way. */
    private static Approval approval(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Approval("decision-0", NOW.plusSeconds(2), List.of());
            case 2 -> new Approval("decision-4", APPROVAL.validUntil(), List.of(Approval.ATTEST_DESTINATION));
            case 3 ->
                random.nextInt(4) == 0
                        ? new Approval("decision-5", APPROVAL.validUntil(), List.of("water-the-plants"))
                        : APPROVAL;
            default -> APPROVAL;
        };
    }

    private static HostTrust trust(boolean good) {
        return good ? Specs.trusted(WEST_1) : Specs.untrusted(WEST_1);
    }

    /** Every phase, and often enough the last one for histories to get far. */
    private static Optional<OperationView> view(RandomGenerator random) {
        int chance = random.nextInt(10);
        if (chance == 0) {
            return Optional.empty();
        }
        Phase phase = chance < 5 ? Phase.COMPLETED : any(Phase.class, random);
        return Optional.of(new OperationView(phase, 10, 10, 12, null));
    }

    private static <E extends Enum<E>> E any(Class<E> type, RandomGenerator random) {
        List<E> all = List.copyOf(EnumSet.allOf(type));
        return all.get(random.nextInt(all.size()));
    }

    private static Set<Transition> declared() {
        Set<Transition> all = new HashSet<>(Set.of(
                transition(Requested.class, DestinationChosen.class, Validating.class),
                transition(Requested.class, GateBlocked.class, Blocked.class),
                transition(Validating.class, ApprovalAwaited.class, Validating.class),
                transition(Validating.class, ConsentGiven.class, Validating.class),
                transition(Validating.class, GateApproved.class, Queued.class),
                transition(Validating.class, GateBlocked.class, Blocked.class),
                transition(Validating.class, DestinationDropped.class, Requested.class),
                transition(Queued.class, SlotGranted.class, Reserving.class),
                transition(Reserving.class, AttestationDemanded.class, Reserving.class),
                transition(Reserving.class, ApprovalLapsed.class, Validating.class),
                transition(Reserving.class, DestinationDropped.class, Requested.class),
                transition(Reserving.class, TargetReserved.class, PreparingTarget.class),
                transition(Reserving.class, RollbackBegun.class, RollingBack.class),
                transition(PreparingTarget.class, TransferStarted.class, Transferring.class),
                transition(PreparingTarget.class, RollbackBegun.class, RollingBack.class),
                transition(PreparingTarget.class, ContactLost.class, Indeterminate.class),
                transition(Transferring.class, ApprovalLapsed.class, Transferring.class),
                transition(Transferring.class, GateApproved.class, Transferring.class),
                transition(Transferring.class, SwitchOverBegun.class, SwitchingOver.class),
                transition(Transferring.class, RollbackBegun.class, RollingBack.class),
                transition(Transferring.class, ContactLost.class, Indeterminate.class),
                transition(SwitchingOver.class, SwitchedOver.class, Verifying.class),
                transition(SwitchingOver.class, RollbackBegun.class, RollingBack.class),
                transition(SwitchingOver.class, ContactLost.class, Indeterminate.class),
                transition(Verifying.class, PlacementVerified.class, Succeeded.class),
                transition(Verifying.class, ContactLost.class, Indeterminate.class),
                transition(RollingBack.class, RollbackCompleted.class, RolledBack.class),
                transition(RollingBack.class, ContactLost.class, Indeterminate.class),
                transition(Cancelling.class, CancelCompleted.class, Cancelled.class),
                transition(Cancelling.class, ContactLost.class, Indeterminate.class),
                transition(Indeterminate.class, ReconciliationBegun.class, Reconciling.class),
                transition(Reconciling.class, SwitchedOver.class, Verifying.class),
                transition(Reconciling.class, RollbackCompleted.class, RolledBack.class)));
        for (Class<?> active : List.of(
                Requested.class,
                Validating.class,
                Queued.class,
                Reserving.class,
                PreparingTarget.class,
                Transferring.class)) {
            all.add(transition(active, CancelRequested.class, Cancelling.class));
            all.add(transition(active, GivenUp.class, Failed.class));
        }
        for (Class<?> active : List.of(
                SwitchingOver.class,
                Verifying.class,
                RollingBack.class,
                Cancelling.class,
                Indeterminate.class,
                Reconciling.class)) {
            all.add(transition(active, GivenUp.class, Failed.class));
        }
        return all;
    }
}
