package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustEvent;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Forgets a host's pinned attestation key; trust in the host ends, and it has to enrol again. */
@Singleton
final class WithdrawEnrolment implements BulkAction {

    private final HostStore hosts;
    private final Ledger ledger;
    private final Turns turns;

    WithdrawEnrolment(HostStore hosts, Ledger ledger, Turns turns) {
        this.hosts = hosts;
        this.ledger = ledger;
        this.turns = turns;
    }

    @Override
    public Result apply(HostRecord host, String why) {
        Optional<TrustEvent> withdrawn = host.trust().withdrawKey();
        withdrawn.ifPresent(event -> {
            hosts.save(ledger.happen(ledger.withdrawKey(host, why), event));
            turns.end(host.id());
        });
        return new Result.Done();
    }
}
