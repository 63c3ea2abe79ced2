package dev.leeward.policy.app;

import dev.leeward.policy.certificate.IssuedCertificate;
import dev.leeward.policy.placement.HostId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The certificates that hosts were given. */
public interface IssuedCertificates {
    /** Keeps one. */
    void keep(IssuedCertificate certificate);

    /** Forgets some of those that were given before a time: more than come in meanwhile, so that none stays for long. */
    void forget(Instant before);

    /**
     * Certificates, the newest first.
     *
     * @param host whose; null for all
     * @param before only those before this one
     */
    List<IssuedCertificate> list(@Nullable HostId host, @Nullable UUID before, int limit);
}
