package dev.leeward.dr.group;

import static dev.leeward.testkit.SeededHistories.transition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.dr.group.GroupEvent.CaughtUp;
import dev.leeward.dr.group.GroupEvent.CleanupAbandoned;
import dev.leeward.dr.group.GroupEvent.CleanupBegan;
import dev.leeward.dr.group.GroupEvent.CleanupEnded;
import dev.leeward.dr.group.GroupEvent.FailoverAbandoned;
import dev.leeward.dr.group.GroupEvent.FailoverBegan;
import dev.leeward.dr.group.GroupEvent.FailoverEnded;
import dev.leeward.dr.group.GroupEvent.FellBehind;
import dev.leeward.dr.group.GroupEvent.ProtectionConfigured;
import dev.leeward.dr.group.GroupEvent.ReplicationBroke;
import dev.leeward.dr.group.GroupEvent.ReplicationPaused;
import dev.leeward.dr.group.GroupEvent.ReplicationResumed;
import dev.leeward.dr.group.GroupEvent.ReprotectAbandoned;
import dev.leeward.dr.group.GroupEvent.ReprotectBegan;
import dev.leeward.dr.group.GroupEvent.ReprotectEnded;
import dev.leeward.dr.group.GroupEvent.SplitBrainSeen;
import dev.leeward.dr.group.GroupEvent.SplitBrainSettled;
import dev.leeward.dr.group.GroupEvent.TestAbandoned;
import dev.leeward.dr.group.GroupEvent.TestBegan;
import dev.leeward.dr.group.GroupEvent.TestEnded;
import dev.leeward.dr.group.ProtectionGroup.CleanupRequired;
import dev.leeward.dr.group.ProtectionGroup.Configuring;
import dev.leeward.dr.group.ProtectionGroup.Degraded;
import dev.leeward.dr.group.ProtectionGroup.FailedOver;
import dev.leeward.dr.group.ProtectionGroup.FailingOver;
import dev.leeward.dr.group.ProtectionGroup.InitialSync;
import dev.leeward.dr.group.ProtectionGroup.Paused;
import dev.leeward.dr.group.ProtectionGroup.Protected;
import dev.leeward.dr.group.ProtectionGroup.RecoveryRequired;
import dev.leeward.dr.group.ProtectionGroup.Reprotecting;
import dev.leeward.dr.group.ProtectionGroup.RpoBreached;
import dev.leeward.dr.group.ProtectionGroup.Testing;
import dev.leeward.dr.replication.ReplicationHealth;
import dev.leeward.testkit.SeededHistories;
import dev.leeward.testkit.SeededHistories.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ProtectionGroupTest {
    private static final GroupId GROUP = new GroupId("acme");
    private static final Direction EAST_TO_WEST = new Direction(new SiteId("east"), new SiteId("west"));
    private static final RunId RUN = new RunId("run-1");
    private static final RunId OTHER = new RunId("run-2");

    private static final Set<Transition> LIFE_CYCLE = Set.of(
            transition(Configuring.class, ProtectionConfigured.class, InitialSync.class),
            transition(InitialSync.class, CaughtUp.class, Protected.class),
            transition(RpoBreached.class, CaughtUp.class, Protected.class),
            transition(Degraded.class, CaughtUp.class, Protected.class),
            transition(Protected.class, FellBehind.class, RpoBreached.class),
            transition(Degraded.class, FellBehind.class, RpoBreached.class),
            transition(InitialSync.class, ReplicationBroke.class, Degraded.class),
            transition(Protected.class, ReplicationBroke.class, Degraded.class),
            transition(RpoBreached.class, ReplicationBroke.class, Degraded.class),
            transition(Protected.class, ReplicationPaused.class, Paused.class),
            transition(RpoBreached.class, ReplicationPaused.class, Paused.class),
            transition(Degraded.class, ReplicationPaused.class, Paused.class),
            transition(Paused.class, ReplicationResumed.class, InitialSync.class),
            transition(Protected.class, TestBegan.class, Testing.class),
            transition(RpoBreached.class, TestBegan.class, Testing.class),
            transition(Degraded.class, TestBegan.class, Testing.class),
            transition(CleanupRequired.class, TestBegan.class, Testing.class),
            transition(Testing.class, TestEnded.class, CleanupRequired.class),
            transition(Testing.class, TestAbandoned.class, Protected.class),
            transition(CleanupRequired.class, CleanupBegan.class, Testing.class),
            transition(Testing.class, CleanupEnded.class, Protected.class),
            transition(Testing.class, CleanupAbandoned.class, CleanupRequired.class),
            transition(Protected.class, FailoverBegan.class, FailingOver.class),
            transition(RpoBreached.class, FailoverBegan.class, FailingOver.class),
            transition(Degraded.class, FailoverBegan.class, FailingOver.class),
            transition(Paused.class, FailoverBegan.class, FailingOver.class),
            transition(CleanupRequired.class, FailoverBegan.class, FailingOver.class),
            transition(FailingOver.class, FailoverEnded.class, FailedOver.class),
            transition(FailingOver.class, FailoverAbandoned.class, InitialSync.class),
            transition(FailedOver.class, ReprotectBegan.class, Reprotecting.class),
            transition(Reprotecting.class, ReprotectEnded.class, Protected.class),
            transition(Reprotecting.class, ReprotectAbandoned.class, FailedOver.class),
            transition(InitialSync.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(Protected.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(RpoBreached.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(Degraded.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(Paused.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(FailedOver.class, SplitBrainSeen.class, RecoveryRequired.class),
            transition(RecoveryRequired.class, SplitBrainSettled.class, InitialSync.class));

    @Test
    void everyTransitionOfTheLifeCycleIsReachedAndNoOther() {
        SeededHistories.<ProtectionGroup, GroupEvent>of("protection group")
                .startingFrom(_ -> new Configuring(EAST_TO_WEST))
                .choosing(ProtectionGroupTest::anythingThatMayHappen)
                .folding(ProtectionGroup::apply)
                .holding((before, event, after) -> {
                    if (event instanceof ReprotectEnded) {
                        assertThat(after.direction())
                                .isEqualTo(before.direction().turned());
                    } else {
                        assertThat(after.direction()).isEqualTo(before.direction());
                    }
                })
                .declaring(LIFE_CYCLE)
                .run();
    }

    /** Commands that are granted, observations that mean something, and the ends of the run that holds the group. */
    private static GroupEvent anythingThatMayHappen(ProtectionGroup state, RandomGenerator random) {
        var possible = new ArrayList<GroupEvent>();
        var run = new RunId("run-" + random.nextInt(1_000_000));
        if (state instanceof Configuring) {
            possible.add(new ProtectionConfigured());
        }
        if (state instanceof CleanupRequired(var _, var test)) {
            granted(state.test(GROUP, test), possible);
        }
        for (var decision : List.of(
                state.test(GROUP, run),
                state.cleanUp(GROUP, run),
                state.failOver(GROUP, run),
                state.reprotect(GROUP, run),
                state.pause(GROUP),
                state.resume(GROUP))) {
            granted(decision, possible);
        }
        for (var health : List.of(
                new ReplicationHealth.Syncing(),
                new ReplicationHealth.Healthy(Duration.ZERO),
                new ReplicationHealth.Late(Duration.ofSeconds(9), Duration.ofSeconds(5)),
                new ReplicationHealth.Broken("cut"),
                new ReplicationHealth.Diverged(),
                new ReplicationHealth.Promoted())) {
            state.observe(health).ifPresent(possible::add);
        }
        switch (state) {
            case Testing(var _, var holder, var test)
            when holder.equals(test) -> possible.addAll(List.of(new TestEnded(holder), new TestAbandoned(holder)));
            case Testing(var _, var holder, var _) ->
                possible.addAll(List.of(new CleanupEnded(holder), new CleanupAbandoned(holder)));
            case FailingOver(var _, var holder) ->
                possible.addAll(List.of(new FailoverEnded(holder), new FailoverAbandoned(holder)));
            case Reprotecting(var _, var holder) ->
                possible.addAll(List.of(new ReprotectEnded(holder), new ReprotectAbandoned(holder)));
            case Configuring _, InitialSync _, Protected _, RpoBreached _, Degraded _, Paused _ -> {}
            case CleanupRequired _, FailedOver _, RecoveryRequired _ -> {}
        }
        return possible.get(random.nextInt(possible.size()));
    }

    private static void granted(Decision decision, List<GroupEvent> possible) {
        if (decision instanceof Decision.Granted(var event)) {
            event.ifPresent(possible::add);
        }
    }

    @Test
    void aGroupIsInTheHandsOfOneRunAtATime() {
        var held = new FailingOver(EAST_TO_WEST, RUN);

        for (var decision : List.of(
                held.failOver(GROUP, OTHER),
                held.test(GROUP, OTHER),
                held.cleanUp(GROUP, OTHER),
                held.reprotect(GROUP, OTHER),
                held.pause(GROUP),
                held.delete(GROUP))) {
            assertThat(decision).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
                assertThat(refused.refusal().code()).isEqualTo("group-in-use");
                assertThat(refused.refusal().detail()).contains("run-1");
                assertThat(refused.refusal().remedy()).isNotBlank();
            });
        }
        assertThat(held.failOver(GROUP, RUN)).isEqualTo(Decision.already());
    }

    @Test
    void aSplitBrainKeepsAGroupFromFailingOver() {
        var decision = new RecoveryRequired(EAST_TO_WEST, "both sites wrote").failOver(GROUP, RUN);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("split-brain-risk"));
    }

    @Test
    void aDisasterDoesNotWaitForTheCleanUpOfATest() {
        assertThat(new CleanupRequired(EAST_TO_WEST, OTHER).failOver(GROUP, RUN))
                .isEqualTo(Decision.granted(new FailoverBegan(RUN)));
    }

    @Test
    void anEndOfAnotherRunIsCorruptHistory() {
        var held = new FailingOver(EAST_TO_WEST, RUN);

        assertThatThrownBy(() -> held.apply(new FailoverEnded(OTHER))).isInstanceOf(CorruptHistory.class);
    }
}
