package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Appraises the kept evidence of hosts under the references in force, as a change of references does. */
@Singleton
final class AppraiseAgain implements BulkAction {

    private final Reappraisal reappraisal;

    AppraiseAgain(Reappraisal reappraisal) {
        this.reappraisal = reappraisal;
    }

    @Override
    public Map<HostId, Result> apply(List<HostRecord> hosts, String why) {
        reappraisal.again(hosts.stream()
                .filter(host -> result(host) instanceof Result.Done)
                .toList());
        return hosts.stream().collect(Collectors.toMap(HostRecord::id, AppraiseAgain::result));
    }

    private static Result result(HostRecord host) {
        return switch (host.trust().status()) {
            case TRUSTED, UNTRUSTED -> new Result.Done();
            case STALE ->
                new Result.Refused(
                        "result-expired", "The result of host " + host.id() + " has expired: attest the host again.");
            case UNKNOWN ->
                new Result.Refused(
                        "no-evidence",
                        "No evidence of host " + host.id() + " is kept that counts now: attest the host.");
        };
    }
}
