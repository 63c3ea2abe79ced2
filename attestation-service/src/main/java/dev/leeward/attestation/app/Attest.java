package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.messaging.EventContext;
import jakarta.inject.Singleton;

/** Demands an attestation of a host. It is done once the host is asked; the answer is in the demand, and in the host. */
@Singleton
final class Attest implements BulkAction {

    private final AttestationDemands demands;
    private final EventContext context;

    Attest(AttestationDemands demands, EventContext context) {
        this.demands = demands;
        this.context = context;
    }

    @Override
    public Result apply(HostRecord host, String why) {
        return switch (demands.demand(host.id(), context.current().actor())) {
            case AttestationDemands.Outcome.Demanded _ -> new Result.Done();
            case AttestationDemands.Outcome.Refused(Rejection(var code, var reason)) ->
                new Result.Refused(code.toString(), reason);
        };
    }
}
