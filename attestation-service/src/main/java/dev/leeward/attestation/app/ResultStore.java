package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import java.util.Optional;

/** Where the newest signed result of each host is kept. The host's row is locked by whoever writes. */
public interface ResultStore {

    /** Keeps a result in the place of the one before. */
    void keep(HostId host, long sequence, String result);

    /** Keeps none any more. */
    void forget(HostId host);

    Optional<String> newest(HostId host);
}
