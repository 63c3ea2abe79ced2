package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.host.HostDescription;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authority whose endorsements count.
 *
 * @param id identity
 * @param tenant the tenant that added it, whose hosts alone it endorses; null where the provider did, for every host
 * @param vendor maker of TPMs as people know it
 * @param certificate certificate of the authority
 * @param revocationLists the newest revocation list of each issuer at or below it
 * @param addedAt when it was added
 * @param retiredAt when it was retired; null while in force
 */
public record EndorsementRoot(
        UUID id,
        @Nullable String tenant,
        String vendor,
        X509Certificate certificate,
        List<X509CRL> revocationLists,
        Instant addedAt,
        @Nullable Instant retiredAt) {

    public EndorsementRoot {
        if (vendor.isBlank()) {
            throw new IllegalArgumentException("vendor of endorsement root " + id + " is blank");
        }
        revocationLists = List.copyOf(revocationLists);
    }

    /** Whether it counts. */
    public boolean inForce() {
        return retiredAt == null;
    }

    /** Whether it may endorse the host. */
    public boolean endorses(HostDescription host) {
        return inForce() && (tenant == null || host.tenant().equals(Optional.of(tenant)));
    }

    /** The same, out of force. */
    public EndorsementRoot retired(Instant at) {
        return new EndorsementRoot(id, tenant, vendor, certificate, revocationLists, addedAt, at);
    }
}
