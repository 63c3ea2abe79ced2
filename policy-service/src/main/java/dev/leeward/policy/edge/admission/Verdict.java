package dev.leeward.policy.edge.admission;

/** What becomes of a request. */
sealed interface Verdict {

    /** Id of the decision behind it; empty where there is none, or none that was kept. */
    String decision();

    /** It goes on. */
    record Allowed(String decision) implements Verdict {}

    /**
     * It does not.
     *
     * @param message the reason in a sentence, and what to do
     */
    record Refused(Cause cause, String message, String decision) implements Verdict {}

    /** What a client is to make of a refusal. */
    enum Cause {
        /** A decision. */
        DECIDED(403, "Forbidden"),
        /** Nobody could decide: it may be worth trying again. */
        UNDECIDED(503, "ServiceUnavailable");

        private final int status;
        private final String reason;

        Cause(int status, String reason) {
            this.status = status;
            this.reason = reason;
        }

        int status() {
            return status;
        }

        String reason() {
            return reason;
        }
    }

    /** Nothing is placed by it. */
    static Verdict unconcerned() {
        return new Allowed("");
    }

    static Verdict undecided(String reason) {
        return new Refused(Cause.UNDECIDED, "Leeward could not decide, so it is refused: " + reason + ".", "");
    }
}
