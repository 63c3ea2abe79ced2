package dev.leeward.attestation.app;

import jakarta.inject.Singleton;

/** Appraises a host's kept evidence under the references in force. */
@Singleton
final class AppraiseAgain implements BulkAction {

    private final HostStore hosts;
    private final Reappraisal reappraisal;

    AppraiseAgain(HostStore hosts, Reappraisal reappraisal) {
        this.hosts = hosts;
        this.reappraisal = reappraisal;
    }

    @Override
    public Result apply(HostRecord host, String why) {
        return switch (host.trust().status()) {
            case TRUSTED, UNTRUSTED -> {
                hosts.save(reappraisal.again(host));
                yield new Result.Done();
            }
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
