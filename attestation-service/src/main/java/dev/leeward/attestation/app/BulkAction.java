package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import java.util.List;
import java.util.Map;

/** What a kind of bulk operation does to its hosts, in a transaction that holds their locks. */
sealed interface BulkAction permits Attest, AppraiseAgain, WithdrawEnrolment {

    /** What became of a host. */
    sealed interface Result {
        /** It is as it should be, now or already. */
        record Done() implements Result {}

        /** It cannot be done to this host. */
        record Refused(String code, String reason) implements Result {}
    }

    /**
     * Does it to hosts that are in the inventory, and says what became of each.
     *
     * @param why the reason that the person who began the operation gave
     */
    Map<HostId, Result> apply(List<HostRecord> hosts, String why);
}
