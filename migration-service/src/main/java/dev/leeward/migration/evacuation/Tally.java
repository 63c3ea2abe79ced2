package dev.leeward.migration.evacuation;

/** How far an evacuation has come, in workloads. */
public record Tally(int total, int succeeded, int blocked, int failed) {
    public Tally {
        if (succeeded < 0 || blocked < 0 || failed < 0 || succeeded + blocked + failed > total) {
            throw new IllegalArgumentException("of " + total + " workloads, " + succeeded + " + " + blocked + " + "
                    + failed + " cannot be settled");
        }
    }

    /** Where the evacuation stands. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        PARTIALLY_FAILED
    }

    /** An evacuation has succeeded only where every workload left; an empty one has at once. */
    public State state() {
        if (succeeded + blocked + failed < total) {
            return State.RUNNING;
        }
        return succeeded == total ? State.SUCCEEDED : State.PARTIALLY_FAILED;
    }
}
