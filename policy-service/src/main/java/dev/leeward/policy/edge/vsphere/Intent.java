package dev.leeward.policy.edge.vsphere;

import dev.leeward.policy.placement.Action;
import java.util.List;

/**
 * What a call would do to the placement of workloads.
 *
 * @param method name of the call, for the log and for people
 * @param privilege the vSphere privilege that a refusal names
 */
record Intent(String method, Action action, String privilege, List<Subject> subjects, Target target) {

    /** What would be placed. */
    sealed interface Subject {
        /** A virtual machine that exists. */
        record Machine(Reference vm) implements Subject {}

        /** The virtual machine of a snapshot. */
        record MachineOf(Reference snapshot) implements Subject {}

        /** Every virtual machine of a host, or of a vApp with all that is in it. */
        record AllIn(Reference container) implements Subject {}

        /** What has no identity that could be known yet. */
        record Newcomer(String name) implements Subject {}
    }

    /** Where to. */
    sealed interface Target {
        /** A host. */
        record Host(Reference host) implements Target {}

        /** Any host of a pool, a cluster or a host that stands alone. */
        record AnyOf(Reference poolOrCluster) implements Target {}

        /** The host that it is on, or whichever of its cluster the scheduler (DRS) chooses. */
        record Scheduled() implements Target {}

        /** The host that it is on. */
        record Stays() implements Target {}
    }

    Intent {
        subjects = List.copyOf(subjects);
    }
}
