package dev.leeward.dr.group;

import java.time.Duration;

/** What can happen to a protection group. */
public sealed interface GroupEvent {
    /** Both sites agreed to replicate. */
    record ProtectionConfigured() implements GroupEvent {}

    /** The replica is complete and within the RPO. */
    record CaughtUp() implements GroupEvent {}

    /** The replica lies further behind than the RPO allows. */
    record FellBehind(Duration lag) implements GroupEvent {}

    /** Replication stopped working. */
    record ReplicationBroke(String reason) implements GroupEvent {}

    /** Somebody suspended replication. */
    record ReplicationPaused() implements GroupEvent {}

    /** Somebody let replication go on. */
    record ReplicationResumed() implements GroupEvent {}

    /** A test failover began. */
    record TestBegan(RunId run) implements GroupEvent {}

    /** A test failover came to its end; its copies are still there. */
    record TestEnded(RunId run) implements GroupEvent {}

    /** A test failover came to its end before it made a copy. */
    record TestAbandoned(RunId run) implements GroupEvent {}

    /** The removal of a test's copies began. */
    record CleanupBegan(RunId run) implements GroupEvent {}

    /** All copies of the test are gone. */
    record CleanupEnded(RunId run) implements GroupEvent {}

    /** Some copies of the test are left. */
    record CleanupAbandoned(RunId run) implements GroupEvent {}

    /** A failover or a planned migration began. */
    record FailoverBegan(RunId run) implements GroupEvent {}

    /** Every workload is at the recovery site, for good. */
    record FailoverEnded(RunId run) implements GroupEvent {}

    /** Nothing moved, or everything went back. */
    record FailoverAbandoned(RunId run) implements GroupEvent {}

    /** The direction of protection is being turned. */
    record ReprotectBegan(RunId run) implements GroupEvent {}

    /** The group is protected in the other direction. */
    record ReprotectEnded(RunId run) implements GroupEvent {}

    /** The direction could not be turned. */
    record ReprotectAbandoned(RunId run) implements GroupEvent {}

    /** Both sites hold writes that the other lacks. */
    record SplitBrainSeen(String detail) implements GroupEvent {}

    /** A person chose the surviving copy, and replication started anew. */
    record SplitBrainSettled() implements GroupEvent {}
}
