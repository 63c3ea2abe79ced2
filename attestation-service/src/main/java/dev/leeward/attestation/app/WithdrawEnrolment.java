package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustEvent;
import dev.leeward.attestation.host.HostId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Forgets hosts' pinned attestation keys; trust in them ends, and they have to enrol again. */
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
    public Map<HostId, Result> apply(List<HostRecord> hosts, String why) {
        return hosts.stream().collect(Collectors.toMap(HostRecord::id, host -> withdraw(host, why)));
    }

    private Result withdraw(HostRecord host, String why) {
        Optional<TrustEvent> withdrawn = host.trust().withdrawKey();
        withdrawn.ifPresent(event -> {
            hosts.save(ledger.happen(ledger.withdrawKey(host, why), event));
            turns.end(host.id());
        });
        return new Result.Done();
    }
}
