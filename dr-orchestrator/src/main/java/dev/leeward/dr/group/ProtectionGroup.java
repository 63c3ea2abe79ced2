package dev.leeward.dr.group;

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
import dev.leeward.dr.replication.ReplicationHealth;
import dev.leeward.dr.replication.ReplicationHealth.Broken;
import dev.leeward.dr.replication.ReplicationHealth.Diverged;
import dev.leeward.dr.replication.ReplicationHealth.Healthy;
import dev.leeward.dr.replication.ReplicationHealth.Late;
import dev.leeward.dr.replication.ReplicationHealth.Promoted;
import dev.leeward.dr.replication.ReplicationHealth.Syncing;
import java.util.Optional;

/** A tenant's workloads that replicate, and fail over, as one: the phase of life that the group is in. */
public sealed interface ProtectionGroup {
    /** Protection is being set up at both sites. */
    record Configuring(Direction direction) implements ProtectionGroup {}

    /** The first copy is under way. */
    record InitialSync(Direction direction) implements ProtectionGroup {}

    /** A failover would lose no more than the RPO allows. */
    record Protected(Direction direction) implements ProtectionGroup {}

    /** A failover would lose more than the RPO allows. */
    record RpoBreached(Direction direction) implements ProtectionGroup {}

    /** Replication does not work. */
    record Degraded(Direction direction, String reason) implements ProtectionGroup {}

    /** Somebody suspended replication. */
    record Paused(Direction direction) implements ProtectionGroup {}

    /** Copies of the test run {@code test} are being made or removed by {@code run}. */
    record Testing(Direction direction, RunId run, RunId test) implements ProtectionGroup {}

    /** Copies of the test run {@code test} are still there. */
    record CleanupRequired(Direction direction, RunId test) implements ProtectionGroup {}

    /** The run {@code run} holds the group until it is final or taken back. */
    record FailingOver(Direction direction, RunId run) implements ProtectionGroup {}

    /** Everything runs at the recovery site, unprotected. */
    record FailedOver(Direction direction) implements ProtectionGroup {}

    /** The way back is being protected by {@code run}. */
    record Reprotecting(Direction direction, RunId run) implements ProtectionGroup {}

    /** Both sites hold writes that the other lacks; a person must choose. */
    record RecoveryRequired(Direction direction, String reason) implements ProtectionGroup {}

    /** From where to where. */
    Direction direction();

    /** The run that has the group to itself. */
    default Optional<RunId> heldBy() {
        return switch (this) {
            case Testing(var _, var run, var _) -> Optional.of(run);
            case FailingOver(var _, var run) -> Optional.of(run);
            case Reprotecting(var _, var run) -> Optional.of(run);
            case Configuring _, InitialSync _, Protected _, RpoBreached _, Degraded _, Paused _ -> Optional.empty();
            case CleanupRequired _, FailedOver _, RecoveryRequired _ -> Optional.empty();
        };
    }

    /** The name of the phase, as in the glossary. */
    default String phase() {
        return getClass().getSimpleName();
    }

    /** May {@code run} test this group? Testing never suspends replication. */
    default Decision test(GroupId id, RunId run) {
        return switch (this) {
            case Protected _, RpoBreached _, Degraded _ -> Decision.granted(new TestBegan(run));
            case CleanupRequired(var _, var test) when test.equals(run) -> Decision.granted(new TestBegan(run));
            case CleanupRequired(var _, var test) ->
                Decision.refused(
                        "cleanup-required",
                        id.value(),
                        "Group " + id + " still has the copies of test run " + test + ".",
                        "Clean up run " + test + ", then test again.");
            case Testing(var _, var holder, var _) when holder.equals(run) -> Decision.already();
            case Testing(var _, var holder, var _) -> inUse(id, holder);
            case FailingOver(var _, var holder) -> inUse(id, holder);
            case Reprotecting(var _, var holder) -> inUse(id, holder);
            case Configuring _, InitialSync _, Paused _, FailedOver _, RecoveryRequired _ -> unprotected(id);
        };
    }

    /** May {@code run} remove the copies of a test? */
    default Decision cleanUp(GroupId id, RunId run) {
        return switch (this) {
            case CleanupRequired _ -> Decision.granted(new CleanupBegan(run));
            case Testing(var _, var holder, var _) when holder.equals(run) -> Decision.already();
            case Testing(var _, var holder, var _) -> inUse(id, holder);
            case FailingOver(var _, var holder) -> inUse(id, holder);
            case Reprotecting(var _, var holder) -> inUse(id, holder);
            case Configuring _, InitialSync _, Protected _, RpoBreached _, Degraded _, Paused _, FailedOver _ ->
                nothingToCleanUp(id);
            case RecoveryRequired _ -> nothingToCleanUp(id);
        };
    }

    /** May {@code run} move this group to its recovery site? A disaster does not wait for a test's clean-up. */
    default Decision failOver(GroupId id, RunId run) {
        return switch (this) {
            case Protected _, RpoBreached _, Degraded _, Paused _, CleanupRequired _ ->
                Decision.granted(new FailoverBegan(run));
            case FailingOver(var _, var holder) when holder.equals(run) -> Decision.already();
            case FailingOver(var _, var holder) -> inUse(id, holder);
            case Testing(var _, var holder, var _) -> inUse(id, holder);
            case Reprotecting(var _, var holder) -> inUse(id, holder);
            case RecoveryRequired(var _, var reason) ->
                Decision.refused(
                        "split-brain-risk",
                        id.value(),
                        "Group " + id + " needs a person first: " + reason + ".",
                        "Choose the surviving copy, resynchronise from it, then run the plan.");
            case Configuring _, InitialSync _, FailedOver _ -> unprotected(id);
        };
    }

    /** May {@code run} turn the direction of protection? */
    default Decision reprotect(GroupId id, RunId run) {
        return switch (this) {
            case FailedOver _ -> Decision.granted(new ReprotectBegan(run));
            case Reprotecting(var _, var holder) when holder.equals(run) -> Decision.already();
            case Reprotecting(var _, var holder) -> inUse(id, holder);
            case FailingOver(var _, var holder) -> inUse(id, holder);
            case Testing(var _, var holder, var _) -> inUse(id, holder);
            case Configuring _, InitialSync _, Protected _, RpoBreached _, Degraded _ -> notFailedOver(id);
            case Paused _, CleanupRequired _, RecoveryRequired _ -> notFailedOver(id);
        };
    }

    /** May replication be suspended? */
    default Decision pause(GroupId id) {
        return switch (this) {
            case Protected _, RpoBreached _, Degraded _ -> Decision.granted(new ReplicationPaused());
            case Paused _ -> Decision.already();
            case Testing(var _, var holder, var _) -> inUse(id, holder);
            case FailingOver(var _, var holder) -> inUse(id, holder);
            case Reprotecting(var _, var holder) -> inUse(id, holder);
            case Configuring _, InitialSync _, CleanupRequired _, FailedOver _, RecoveryRequired _ -> unprotected(id);
        };
    }

    /** May replication go on? */
    default Decision resume(GroupId id) {
        return this instanceof Paused
                ? Decision.granted(new ReplicationResumed())
                : Decision.refused(
                        "invalid-transition",
                        id.value(),
                        "Group " + id + " is " + phase() + ", not Paused.",
                        "Only a paused group can be resumed.");
    }

    /** May the group be deleted? Never while a run holds it or copies of a test are left. */
    default Decision delete(GroupId id) {
        return heldBy().map(holder -> inUse(id, holder)).orElseGet(() -> switch (this) {
            case CleanupRequired(var _, var test) ->
                Decision.refused(
                        "cleanup-required",
                        id.value(),
                        "Group " + id + " still has the copies of test run " + test + ".",
                        "Clean up run " + test + " first.");
            case Configuring _, InitialSync _, Protected _, RpoBreached _, Degraded _, Paused _ -> Decision.already();
            case Testing _, FailingOver _, FailedOver _, Reprotecting _, RecoveryRequired _ -> Decision.already();
        });
    }

    /** What an observation of the replica means here; empty where it changes nothing. */
    default Optional<GroupEvent> observe(ReplicationHealth health) {
        return switch (new Observation(this, health)) {
            case Observation(InitialSync _, Healthy _) -> Optional.of(new CaughtUp());
            case Observation(RpoBreached _, Healthy _) -> Optional.of(new CaughtUp());
            case Observation(Degraded _, Healthy _) -> Optional.of(new CaughtUp());
            case Observation(Protected _, Late(var lag, var _)) -> Optional.of(new FellBehind(lag));
            case Observation(Degraded _, Late(var lag, var _)) -> Optional.of(new FellBehind(lag));
            case Observation(InitialSync _, Broken(var reason)) -> Optional.of(new ReplicationBroke(reason));
            case Observation(Protected _, Broken(var reason)) -> Optional.of(new ReplicationBroke(reason));
            case Observation(RpoBreached _, Broken(var reason)) -> Optional.of(new ReplicationBroke(reason));
            case Observation(RecoveryRequired _, Syncing _) -> Optional.of(new SplitBrainSettled());
            case Observation(RecoveryRequired _, Healthy _) -> Optional.of(new SplitBrainSettled());
            case Observation(InitialSync _, Diverged _) -> splitBrain();
            case Observation(Protected _, Diverged _) -> splitBrain();
            case Observation(RpoBreached _, Diverged _) -> splitBrain();
            case Observation(Degraded _, Diverged _) -> splitBrain();
            case Observation(Paused _, Diverged _) -> splitBrain();
            case Observation(FailedOver _, Diverged _) -> splitBrain();
            case Observation(var _, Syncing _), Observation(var _, Healthy _), Observation(var _, Late _) ->
                Optional.empty();
            case Observation(var _, Broken _), Observation(var _, Diverged _), Observation(var _, Promoted _) ->
                Optional.empty();
        };
    }

    /** The rows are the whole life cycle; anything else is corrupt history. */
    default ProtectionGroup apply(GroupEvent event) {
        return switch (new Step(this, event)) {
            case Step(Configuring(var d), ProtectionConfigured _) -> new InitialSync(d);

            case Step(InitialSync(var d), CaughtUp _) -> new Protected(d);
            case Step(RpoBreached(var d), CaughtUp _) -> new Protected(d);
            case Step(Degraded(var d, var _), CaughtUp _) -> new Protected(d);
            case Step(Protected(var d), FellBehind _) -> new RpoBreached(d);
            case Step(Degraded(var d, var _), FellBehind _) -> new RpoBreached(d);
            case Step(InitialSync(var d), ReplicationBroke(var reason)) -> new Degraded(d, reason);
            case Step(Protected(var d), ReplicationBroke(var reason)) -> new Degraded(d, reason);
            case Step(RpoBreached(var d), ReplicationBroke(var reason)) -> new Degraded(d, reason);

            case Step(Protected(var d), ReplicationPaused _) -> new Paused(d);
            case Step(RpoBreached(var d), ReplicationPaused _) -> new Paused(d);
            case Step(Degraded(var d, var _), ReplicationPaused _) -> new Paused(d);
            case Step(Paused(var d), ReplicationResumed _) -> new InitialSync(d);

            case Step(Protected(var d), TestBegan(var run)) -> new Testing(d, run, run);
            case Step(RpoBreached(var d), TestBegan(var run)) -> new Testing(d, run, run);
            case Step(Degraded(var d, var _), TestBegan(var run)) -> new Testing(d, run, run);
            case Step(CleanupRequired(var d, var test), TestBegan(var run))
            when test.equals(run) -> new Testing(d, run, run);
            case Step(Testing(var d, var run, var test), TestEnded(var done))
            when run.equals(done) -> new CleanupRequired(d, test);
            case Step(Testing(var d, var run, var _), TestAbandoned(var done))
            when run.equals(done) -> new Protected(d);
            case Step(CleanupRequired(var d, var test), CleanupBegan(var run)) -> new Testing(d, run, test);
            case Step(Testing(var d, var run, var _), CleanupEnded(var done)) when run.equals(done) -> new Protected(d);
            case Step(Testing(var d, var run, var test), CleanupAbandoned(var done))
            when run.equals(done) -> new CleanupRequired(d, test);

            case Step(Protected(var d), FailoverBegan(var run)) -> new FailingOver(d, run);
            case Step(RpoBreached(var d), FailoverBegan(var run)) -> new FailingOver(d, run);
            case Step(Degraded(var d, var _), FailoverBegan(var run)) -> new FailingOver(d, run);
            case Step(Paused(var d), FailoverBegan(var run)) -> new FailingOver(d, run);
            case Step(CleanupRequired(var d, var _), FailoverBegan(var run)) -> new FailingOver(d, run);
            case Step(FailingOver(var d, var run), FailoverEnded(var done)) when run.equals(done) -> new FailedOver(d);
            case Step(FailingOver(var d, var run), FailoverAbandoned(var done))
            when run.equals(done) -> new InitialSync(d);

            case Step(FailedOver(var d), ReprotectBegan(var run)) -> new Reprotecting(d, run);
            case Step(Reprotecting(var d, var run), ReprotectEnded(var done))
            when run.equals(done) -> new Protected(d.turned());
            case Step(Reprotecting(var d, var run), ReprotectAbandoned(var done))
            when run.equals(done) -> new FailedOver(d);

            case Step(InitialSync(var d), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(Protected(var d), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(RpoBreached(var d), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(Degraded(var d, var _), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(Paused(var d), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(FailedOver(var d), SplitBrainSeen(var detail)) -> new RecoveryRequired(d, detail);
            case Step(RecoveryRequired(var d, var _), SplitBrainSettled _) -> new InitialSync(d);

            case Step(var _, ProtectionConfigured _), Step(var _, CaughtUp _), Step(var _, FellBehind _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, ReplicationBroke _), Step(var _, ReplicationPaused _), Step(var _, ReplicationResumed _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, TestBegan _), Step(var _, TestEnded _), Step(var _, CleanupBegan _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, CleanupEnded _), Step(var _, CleanupAbandoned _), Step(var _, FailoverBegan _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, FailoverEnded _), Step(var _, FailoverAbandoned _), Step(var _, ReprotectBegan _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, ReprotectEnded _), Step(var _, ReprotectAbandoned _), Step(var _, SplitBrainSeen _) ->
                throw new CorruptHistory(this, event);
            case Step(var _, SplitBrainSettled _), Step(var _, TestAbandoned _) ->
                throw new CorruptHistory(this, event);
        };
    }

    private static Optional<GroupEvent> splitBrain() {
        return Optional.of(new SplitBrainSeen("both sites hold writes that the other lacks"));
    }

    private static Decision inUse(GroupId id, RunId holder) {
        return Decision.refused(
                "group-in-use",
                id.value(),
                "Group " + id + " is in the hands of run " + holder + ".",
                "Wait for run " + holder + " to end (commit or roll it back where it awaits that), then try again.");
    }

    private Decision unprotected(GroupId id) {
        return Decision.refused(
                "invalid-transition",
                id.value(),
                "Group " + id + " is " + phase() + ".",
                this instanceof FailedOver
                        ? "Reprotect the group first: it has no replica to go to."
                        : "Wait until the group is Protected, then try again.");
    }

    private Decision notFailedOver(GroupId id) {
        return Decision.refused(
                "invalid-transition",
                id.value(),
                "Group " + id + " is " + phase() + ", not FailedOver.",
                "Reprotect follows a committed failover or a planned migration.");
    }

    private Decision nothingToCleanUp(GroupId id) {
        return Decision.refused(
                "invalid-transition",
                id.value(),
                "Group " + id + " is " + phase() + " and has no copies of a test.",
                "Clean up a test run that ended and was not cleaned up yet.");
    }

    /** A row of the life cycle. */
    record Step(ProtectionGroup state, GroupEvent event) {}

    /** A group and what was seen of its replica. */
    record Observation(ProtectionGroup state, ReplicationHealth health) {}
}
