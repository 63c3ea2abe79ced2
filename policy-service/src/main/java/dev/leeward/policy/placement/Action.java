package dev.leeward.policy.placement;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may be asked: each puts a workload onto a host. */
public enum Action {
    /** A running workload moves, live or cold. */
    MIGRATE("migrate"),
    /** A workload is started from its replica. */
    RECOVER("recover"),
    /** An isolated test copy is started; the placement does not change. */
    TEST("test"),
    /** A copy of a workload is made. */
    CLONE("clone"),
    /** A workload that is off is started. */
    POWER_ON("power-on");

    private final String code;

    Action(String code) {
        this.code = code;
    }

    /** Name in requests, policies and events. */
    public String code() {
        return code;
    }

    /** Whether the workload leaves the host that it runs on, so that going nowhere is a mistake. */
    public boolean leavesItsHost() {
        return switch (this) {
            case MIGRATE, RECOVER -> true;
            case TEST, CLONE, POWER_ON -> false;
        };
    }

    /** The action of that name, if there is one. */
    public static Optional<Action> of(String code) {
        return Arrays.stream(values())
                .filter(action -> action.code.equals(code))
                .findFirst();
    }

    /** All names, for messages. */
    public static String known() {
        return Arrays.stream(values()).map(Action::code).collect(Collectors.joining(", "));
    }
}
