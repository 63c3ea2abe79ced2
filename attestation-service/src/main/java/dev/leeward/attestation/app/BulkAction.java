package dev.leeward.attestation.app;

/** What a kind of bulk operation does to each of its hosts, in a transaction that holds the host's lock. */
sealed interface BulkAction permits Attest, AppraiseAgain, WithdrawEnrolment {

    /** What became of a host. */
    sealed interface Result {
        /** It is as it should be, now or already. */
        record Done() implements Result {}

        /** It cannot be done to this host. */
        record Refused(String code, String reason) implements Result {}
    }

    /**
     * Does it to a host that is in the inventory.
     *
     * @param why the reason that the person who began the operation gave
     */
    Result apply(HostRecord host, String why);
}
