package dev.leeward.migration.migration;

import static dev.leeward.migration.migration.Specs.APPROVAL;
import static dev.leeward.migration.migration.Specs.DEADLINES;
import static dev.leeward.migration.migration.Specs.NOW;
import static dev.leeward.migration.migration.Specs.PENDING;
import static dev.leeward.migration.migration.Specs.WEST_1;
import static dev.leeward.migration.migration.Specs.WEST_3;
import static dev.leeward.migration.migration.Specs.trusted;
import static dev.leeward.migration.migration.Specs.untrusted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.TrustStatus;
import dev.leeward.migration.migration.Decision.Refusals;
import dev.leeward.migration.migration.Decision.Refused;
import dev.leeward.migration.migration.Migration.Blocked;
import dev.leeward.migration.migration.Migration.Failed;
import dev.leeward.migration.migration.Migration.PreparingTarget;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Reserving;
import dev.leeward.migration.migration.Migration.RolledBack;
import dev.leeward.migration.migration.Migration.RollingBack;
import dev.leeward.migration.migration.Migration.Succeeded;
import dev.leeward.migration.migration.Migration.SwitchingOver;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.MigrationEvent.ApprovalLapsed;
import dev.leeward.migration.migration.MigrationEvent.AttestationDemanded;
import dev.leeward.migration.migration.MigrationEvent.ContactLost;
import dev.leeward.migration.migration.MigrationEvent.DestinationChosen;
import dev.leeward.migration.migration.MigrationEvent.GateApproved;
import dev.leeward.migration.migration.MigrationEvent.MoveRequested;
import dev.leeward.migration.migration.MigrationEvent.PlacementVerified;
import dev.leeward.migration.migration.MigrationEvent.ReconciliationBegun;
import dev.leeward.migration.migration.MigrationEvent.SlotGranted;
import dev.leeward.migration.migration.MigrationEvent.SwitchOverBegun;
import dev.leeward.migration.migration.MigrationEvent.SwitchedOver;
import dev.leeward.migration.migration.MigrationEvent.TargetReserved;
import dev.leeward.migration.migration.MigrationEvent.TransferStarted;
import dev.leeward.migration.placement.DestinationChoice.Choice;
import dev.leeward.migration.placement.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static final Instant LATER = NOW.plusSeconds(5);

    private static final Migration TRANSFERRING = Migration.replay(List.of(
            new MoveRequested(Specs.named(), NOW),
            new DestinationChosen(WEST_1, NOW),
            new GateApproved(APPROVAL, NOW),
            new SlotGranted(2, NOW),
            new TargetReserved(NOW),
            new TransferStarted(NOW)));

    @Test
    void theHappyPathEndsAtTheDestination() {
        Migration done = TRANSFERRING
                .apply(new SwitchOverBegun(LATER))
                .apply(new SwitchedOver(new Measured(31, 0), LATER))
                .apply(new PlacementVerified(LATER));

        assertThat(done).isInstanceOfSatisfying(Succeeded.class, succeeded -> {
            assertThat(succeeded.attempt().destination()).isEqualTo(WEST_1);
            assertThat(succeeded.attempt().epoch()).isEqualTo(2);
            assertThat(succeeded.measured().bytesCopied()).isZero();
        });
    }

    @Test
    void anEventThatCannotFollowIsCorruptHistory() {
        assertThatThrownBy(() -> TRANSFERRING.apply(new PlacementVerified(LATER)))
                .isInstanceOf(CorruptHistory.class)
                .hasMessageContaining("TRANSFERRING")
                .hasMessageContaining("PlacementVerified");
    }

    @Test
    void trustThatIsLostBeforeSwitchOverRollsBackWithTheReason() {
        Migration state = after(TRANSFERRING, Progress.switchOver(TRANSFERRING, untrusted(WEST_1), LATER));

        assertThat(state).isInstanceOfSatisfying(RollingBack.class, rolling -> {
            assertThat(rolling.reason().code()).isEqualTo("trust-lost");
            assertThat(rolling.reason().detail()).contains("west-1", "UNTRUSTED", "VMM does not match");
        });
        assertThat(after(state, Progress.observed(state, Optional.empty(), LATER)))
                .isInstanceOf(RolledBack.class);
    }

    @Test
    void trustThatHasExpiredCountsAsLost() {
        Instant expiry = NOW.plusSeconds(3);
        HostTrust trust = new HostTrust(WEST_1.host(), TrustStatus.TRUSTED, "", null, expiry);

        Migration before = after(TRANSFERRING, Progress.switchOver(TRANSFERRING, trust, expiry.minusMillis(1)));
        Migration at = after(TRANSFERRING, Progress.switchOver(TRANSFERRING, trust, expiry));

        assertThat(before).isInstanceOf(SwitchingOver.class);
        assertThat(at).isInstanceOf(RollingBack.class);
    }

    @Test
    void consentThatLapsedDuringTheTransferIsAskedForAgainBeforeSwitchOver() {
        Instant late = APPROVAL.validUntil();
        Approval renewed = new Approval("decision-2", late.plusSeconds(60), List.of());

        Migration asking = after(TRANSFERRING, Progress.switchOver(TRANSFERRING, trusted(WEST_1), late));
        Migration asked = after(asking, Gate.approved(asking, WEST_1.host(), renewed, late));
        Migration refused =
                after(asking, Gate.blocked(asking, WEST_1.host(), "d-3", new Reason("F01", "not any more"), late));

        assertThat(asking.phase()).isEqualTo(Phase.TRANSFERRING);
        assertThat(Progress.switchOver(asking, trusted(WEST_1), late)).isEqualTo(Decision.NOTHING);
        assertThat(Gate.approved(TRANSFERRING, WEST_1.host(), renewed, late)).isEqualTo(Decision.NOTHING);
        assertThat(after(asked, Progress.switchOver(asked, trusted(WEST_1), late)))
                .isInstanceOfSatisfying(
                        SwitchingOver.class,
                        s -> assertThat(s.attempt().course().approval()).isEqualTo(renewed));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        RollingBack.class, r -> assertThat(r.reason().code()).isEqualTo("F01"));
    }

    @Test
    void consentThatLapsedBetweenTheIntentAndTheWordRollsBack() {
        Migration switching = TRANSFERRING.apply(new SwitchOverBegun(LATER));

        assertThat(after(switching, Progress.switchOver(switching, trusted(WEST_1), APPROVAL.validUntil()))
                        .reason())
                .isNotNull()
                .extracting(Reason::code)
                .isEqualTo("decision-expired");
    }

    @Test
    void trustIsAskedAgainWhereTheWordToSwitchOverMayNotHaveBeenGiven() {
        Migration switching = TRANSFERRING.apply(new SwitchOverBegun(LATER));

        assertThat(after(switching, Progress.switchOver(switching, untrusted(WEST_1), LATER)))
                .isInstanceOf(RollingBack.class);
        assertThat(Progress.switchOver(switching, trusted(WEST_1), LATER)).isEqualTo(Decision.NOTHING);
    }

    @Test
    void anApprovalThatExpiredInTheQueueIsAskedForAgain() {
        Migration reserving = Migration.replay(List.of(
                new MoveRequested(Specs.named(), NOW),
                new DestinationChosen(WEST_1, NOW),
                new GateApproved(APPROVAL, NOW),
                new SlotGranted(2, NOW)));

        Decision decision = Progress.reserve(reserving, trusted(WEST_1), List.of(), APPROVAL.validUntil());

        assertThat(decision).isEqualTo(Decision.so(new ApprovalLapsed(APPROVAL.validUntil())));
        assertThat(after(reserving, decision)).isInstanceOf(Validating.class);
    }

    @Test
    void aRefusedHostThatSomebodyNamedBlocks() {
        Migration validating = validating(Specs.named());

        Migration state = after(
                validating,
                Gate.blocked(validating, WEST_1.host(), "d-9", new Reason("F01", "host west-1 is UNTRUSTED"), LATER));

        assertThat(state).isInstanceOfSatisfying(Blocked.class, blocked -> {
            assertThat(blocked.decisionId()).isEqualTo("d-9");
            assertThat(blocked.reason().detail()).isEqualTo("host west-1 is UNTRUSTED");
        });
    }

    @Test
    void aRefusedHostThatWeChoseGivesWayToTheNextAndTheLastRefusalIsTheAnswer() {
        Reason why = new Reason("F01", "host west-1 is UNTRUSTED");
        Migration first = validating(Specs.anywhere());

        Migration dropped = after(first, Gate.blocked(first, WEST_1.host(), "d-9", why, LATER));
        assertThat(dropped)
                .isInstanceOfSatisfying(
                        Requested.class,
                        r -> assertThat(r.refused()).containsExactly(new Refusal(WEST_1.host(), "d-9", why)));

        Migration second = after(dropped, Gate.chosen(dropped, new Choice.Chosen(WEST_3), LATER));
        assertThat(second.destination()).isEqualTo(WEST_3);

        Migration again = after(second, Gate.blocked(second, WEST_3.host(), "d-10", why, LATER));
        Migration end = after(again, Gate.chosen(again, new Choice.None(new Reason("no-destination", "none")), LATER));
        assertThat(end)
                .isInstanceOfSatisfying(
                        Blocked.class,
                        blocked -> assertThat(blocked.decisionId()).isEqualTo("d-10"));
    }

    @Test
    void aMigrationThatNeedsASecondPersonWaitsAndAsksAgainWhenOneAgrees() {
        Migration validating = validating(Specs.anywhere());

        Migration waiting = after(validating, Gate.pending(validating, WEST_1.host(), PENDING, LATER));
        assertThat(waiting).isInstanceOf(Validating.class);
        assertThat(waiting.reason()).isEqualTo(PENDING.reason());
        assertThat(Gate.approved(waiting, WEST_1.host(), APPROVAL, LATER)).isEqualTo(Decision.NOTHING);
        assertThat(Gate.consented(waiting, "approval-of-another", LATER)).isEqualTo(Decision.NOTHING);

        Migration asking = after(waiting, Gate.consented(waiting, "approval-1", LATER));
        assertThat(asking.reason()).isNull();
        assertThat(asking.destination()).isEqualTo(WEST_1);
        assertThat(after(asking, Gate.approved(asking, WEST_1.host(), APPROVAL, LATER)))
                .isInstanceOf(Queued.class);
    }

    @Test
    void aMigrationThatASecondPersonRefusesOrForgetsIsBlocked() {
        Migration validating = validating(Specs.anywhere());
        Migration waiting = after(validating, Gate.pending(validating, WEST_1.host(), PENDING, LATER));

        Migration rejected = after(waiting, Gate.rejected(waiting, "approval-1", "sue", "not today", LATER));
        Migration expired = after(waiting, Progress.overdue(waiting, DEADLINES, PENDING.until()));

        assertThat(Progress.overdue(waiting, DEADLINES, PENDING.until().minusMillis(1)))
                .isEqualTo(Decision.NOTHING);
        assertThat(rejected).isInstanceOfSatisfying(Blocked.class, blocked -> {
            assertThat(blocked.decisionId()).isEqualTo("decision-3");
            assertThat(blocked.reason().code()).isEqualTo("approval-rejected");
            assertThat(blocked.reason().detail()).contains("sue", "not today", "needs a second person");
        });
        assertThat(expired)
                .isInstanceOfSatisfying(
                        Blocked.class,
                        blocked -> assertThat(blocked.reason().code()).isEqualTo("approval-expired"));
    }

    @Test
    void aMigrationThatNeedsASecondPersonOnItsWayGoesBack() {
        Migration asking =
                after(TRANSFERRING, Progress.switchOver(TRANSFERRING, trusted(WEST_1), APPROVAL.validUntil()));

        assertThat(after(asking, Gate.pending(asking, WEST_1.host(), PENDING, LATER)))
                .isInstanceOf(RollingBack.class);
    }

    @Test
    void consentThatDemandsWhatMigrationsCannotDoIsARefusal() {
        Migration validating = validating(Specs.anywhere());
        Approval strange = new Approval("d-7", APPROVAL.validUntil(), List.of("water-the-plants"));

        Migration state = after(validating, Gate.approved(validating, WEST_1.host(), strange, LATER));

        assertThat(state).isInstanceOfSatisfying(Blocked.class, blocked -> {
            assertThat(blocked.reason().code()).isEqualTo("obligation-not-understood");
            assertThat(blocked.reason().detail()).contains("d-7", "water-the-plants");
        });
    }

    @Test
    void aDestinationThatHasToAttestAgainFirstIsWaitedFor() {
        Migration reserving = demanding();

        Migration demanded = after(reserving, Progress.reserve(reserving, trusted(WEST_1), List.of(), LATER));

        assertThat(demanded)
                .isInstanceOfSatisfying(
                        Reserving.class,
                        state -> assertThat(state.demand()).isEqualTo(new AttestationDemanded(NOW, LATER)));
        assertThat(Progress.reserve(demanded, trusted(WEST_1), List.of(), LATER))
                .isEqualTo(Decision.NOTHING);
        assertThat(after(demanded, Progress.reserve(demanded, trusted(WEST_1, NOW.plusMillis(1)), List.of(), LATER)))
                .isInstanceOf(PreparingTarget.class);
        assertThat(after(demanded, Progress.reserve(demanded, untrusted(WEST_1), List.of(), LATER)))
                .isNotInstanceOf(PreparingTarget.class);
    }

    @Test
    void aDestinationThatDoesNotAttestInTimeEndsTheMigration() {
        Migration reserving = demanding();
        Migration demanded = after(reserving, Progress.reserve(reserving, trusted(WEST_1), List.of(), NOW));

        Migration back = after(demanded, Progress.overdue(demanded, DEADLINES, NOW.plus(DEADLINES.reserving())));

        assertThat(back)
                .isInstanceOfSatisfying(
                        RollingBack.class,
                        state -> assertThat(state.reason().code()).isEqualTo("destination-not-attested"));
    }

    private static Migration demanding() {
        Migration validating = validating(Specs.named());
        Approval demanding = new Approval("d-6", APPROVAL.validUntil(), List.of(Approval.ATTEST_DESTINATION));
        Migration queued = after(validating, Gate.approved(validating, WEST_1.host(), demanding, NOW));
        return after(queued, Progress.granted(queued, 2, NOW));
    }

    @Test
    void answersThatComeTwiceOrForAnotherDestinationChangeNothing() {
        Migration validating = validating(Specs.anywhere());
        Migration queued = after(validating, Gate.approved(validating, WEST_1.host(), APPROVAL, LATER));

        assertThat(queued).isInstanceOf(Queued.class);
        assertThat(Gate.approved(queued, WEST_1.host(), APPROVAL, LATER)).isEqualTo(Decision.NOTHING);
        assertThat(Gate.blocked(queued, WEST_1.host(), "d", new Reason("x", "x"), LATER))
                .isEqualTo(Decision.NOTHING);
        assertThat(Gate.approved(validating, WEST_3.host(), APPROVAL, LATER)).isEqualTo(Decision.NOTHING);
    }

    @Test
    void aGateThatDoesNotAnswerIsARefusal() {
        Migration validating = validating(Specs.anywhere());

        Migration state = after(validating, Progress.overdue(validating, DEADLINES, NOW.plus(DEADLINES.gate())));

        assertThat(state)
                .isInstanceOfSatisfying(
                        Blocked.class, b -> assertThat(b.reason().code()).isEqualTo("gate-unanswered"));
    }

    @Test
    void anOrderLapsesWhileItWaits() {
        Migration validating = validating(Specs.recovery());

        Migration state = after(validating, Progress.overdue(validating, DEADLINES, NOW.plusSeconds(300)));

        assertThat(state)
                .isInstanceOfSatisfying(
                        Failed.class, f -> assertThat(f.reason().code()).isEqualTo("order-lapsed"));
    }

    @Test
    void aCancelIsPossibleUntilSwitchOver() {
        Migration switching = TRANSFERRING.apply(new SwitchOverBegun(LATER));

        assertThat(Progress.cancel(TRANSFERRING, "me", LATER)).isInstanceOf(Decision.Accepted.class);
        assertThat(Progress.cancel(switching, "me", LATER))
                .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.why()).isEqualTo(Refusals.TOO_LATE_TO_CANCEL));
    }

    @Test
    void aRecoveryThatRollsBackFailsBecauseThereIsNoSourceToGoBackTo() {
        Migration reserving = validating(Specs.recovery())
                .apply(new GateApproved(APPROVAL, NOW))
                .apply(new SlotGranted(2, NOW))
                .apply(new TargetReserved(NOW));
        Migration rolling = after(reserving, Progress.declined(reserving, new Reason("refused", "no"), LATER));

        assertThat(after(rolling, Progress.observed(rolling, Optional.empty(), LATER)))
                .isInstanceOfSatisfying(
                        Failed.class, f -> assertThat(f.reason().code()).isEqualTo("refused"));
    }

    @Test
    void whatRunsNowhereIsBelievedOnlyAfterAWhile() {
        Migration reconciling = TRANSFERRING
                .apply(new ContactLost(new Reason("outcome-unknown", "?"), LATER))
                .apply(new ReconciliationBegun(LATER));

        assertThat(Progress.located(reconciling, Whereabouts.NONE, Optional.empty(), DEADLINES, LATER))
                .isEqualTo(Decision.NOTHING);
        assertThat(after(
                        reconciling,
                        Progress.located(
                                reconciling,
                                Whereabouts.NONE,
                                Optional.empty(),
                                DEADLINES,
                                LATER.plus(DEADLINES.settling()))))
                .isInstanceOfSatisfying(
                        Failed.class, f -> assertThat(f.reason().code()).isEqualTo("runs-nowhere"));
    }

    @Test
    void whatNobodyAnswersIsNeverGuessed() {
        Migration reconciling = TRANSFERRING
                .apply(new ContactLost(new Reason("outcome-unknown", "?"), LATER))
                .apply(new ReconciliationBegun(LATER));
        Instant muchLater = LATER.plusSeconds(1_000_000);

        assertThat(Progress.located(reconciling, Whereabouts.UNKNOWN, Optional.empty(), DEADLINES, muchLater))
                .isEqualTo(Decision.NOTHING);
        assertThat(Progress.overdue(reconciling, DEADLINES, muchLater)).isEqualTo(Decision.NOTHING);
    }

    @Test
    void aHypervisorThatSwitchesOverUntoldIsNotBelieved() {
        Migration state = after(
                TRANSFERRING,
                Progress.observed(
                        TRANSFERRING,
                        Optional.of(new OperationView(OperationView.Phase.COMPLETED, 0, 0, 1, null)),
                        LATER));

        assertThat(state.phase()).isEqualTo(Phase.INDETERMINATE);
    }

    @Test
    void aFindingAgainstTheDestinationTriesTheNextHostWhereTheChoiceWasOurs() {
        List<Finding> findings = List.of(Finding.ofDestination("site-dead", "Site west does not answer"));
        Migration ours = reserving(Specs.anywhere());
        Migration named = reserving(Specs.named());

        Migration next = after(ours, Progress.reserve(ours, trusted(WEST_1), findings, LATER));
        Migration end = after(next, Gate.chosen(next, new Choice.None(new Reason("no-destination", "none")), LATER));

        assertThat(next).isInstanceOf(Requested.class);
        assertThat(end)
                .isInstanceOfSatisfying(
                        Failed.class, f -> assertThat(f.reason().code()).isEqualTo("site-dead"));
        assertThat(after(named, Progress.reserve(named, trusted(WEST_1), findings, LATER)))
                .isInstanceOf(RollingBack.class);
    }

    @Test
    void aFindingAgainstTheWorkloadItselfIsTheEndWhoeverChose() {
        List<Finding> findings = List.of(Finding.ofWorkload("source-dead", "Site east does not answer"));
        Migration ours = reserving(Specs.anywhere());

        assertThat(after(ours, Progress.reserve(ours, trusted(WEST_1), findings, LATER)))
                .isInstanceOfSatisfying(
                        RollingBack.class, r -> assertThat(r.reason().code()).isEqualTo("source-dead"));
    }

    private static Migration reserving(MigrationSpec spec) {
        return validating(spec).apply(new GateApproved(APPROVAL, NOW)).apply(new SlotGranted(2, NOW));
    }

    private static Migration validating(MigrationSpec spec) {
        return Migration.replay(List.of(new MoveRequested(spec, NOW), new DestinationChosen(WEST_1, NOW)));
    }

    private static Migration after(Migration state, Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        Migration next = state;
        for (MigrationEvent event : ((Decision.Accepted) decision).events()) {
            next = next.apply(event);
        }
        return next;
    }
}
