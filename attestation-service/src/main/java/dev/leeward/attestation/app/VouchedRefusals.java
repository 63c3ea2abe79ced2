package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;

/** Why managers' reports were refused, so that the same is said once. The caller has locked the host's row. */
public interface VouchedRefusals {

    /** Notes why the host's last report was refused; whether that is news. */
    boolean note(HostId host, Rejection rejection);

    /** The next refusal is news, whatever it says. */
    void forget(HostId host);
}
