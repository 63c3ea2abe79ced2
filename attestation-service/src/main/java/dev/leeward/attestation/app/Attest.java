package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.EventContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Demands attestations of hosts. It is done once a host is asked; the answer is in the demand, and in the host. */
@Singleton
final class Attest implements BulkAction {

    private final AttestationDemands demands;
    private final EventContext context;

    Attest(AttestationDemands demands, EventContext context) {
        this.demands = demands;
        this.context = context;
    }

    @Override
    public Map<HostId, Result> apply(List<HostRecord> hosts, String why) {
        return hosts.stream().collect(Collectors.toMap(HostRecord::id, this::demand));
    }

    private Result demand(HostRecord host) {
        return switch (demands.demand(host.id(), context.current().actor())) {
            case AttestationDemands.Outcome.Demanded _ -> new Result.Done();
            case AttestationDemands.Outcome.Refused(Rejection(var code, var reason)) ->
                new Result.Refused(code.toString(), reason);
        };
    }
}
