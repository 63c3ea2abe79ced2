package dev.leeward.policy.app;

import dev.leeward.policy.certificate.IssuedCertificate;
import dev.leeward.policy.placement.HostId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every certificate that was given to a host. */
public interface IssuedCertificates {
    /** Keeps one. */
    void keep(IssuedCertificate certificate);

    /**
     * Certificates, the newest first.
     *
     * @param host whose; null for all
     * @param before only those before this one
     */
    List<IssuedCertificate> list(@Nullable HostId host, @Nullable UUID before, int limit);
}
