package dev.leeward.compliance.assessment;

import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an assessment of a host rests on: its last attestation result.
 *
 * @param hostUnique what only this host measures; null where it is not judged on it
 * @param assetTag where the host stands, as its asset tag says; null where it is not judged on it
 * @param attestedUntil when the result expires; null where it grants nothing
 */
public record HostTrust(
        PartTrust platform,
        PartTrust vmm,
        @Nullable PartTrust hostUnique,
        @Nullable PartTrust assetTag,
        PartTrust configuration,
        TrustStatus overall,
        String reason,
        @Nullable Instant attestedUntil) {
    /** A host that was never attested. */
    public static final HostTrust NEVER_ATTESTED = new HostTrust(
            PartTrust.NEVER_APPRAISED,
            PartTrust.NEVER_APPRAISED,
            null,
            null,
            PartTrust.NEVER_APPRAISED,
            TrustStatus.UNKNOWN,
            "never attested",
            null);

    /** Whether the other says the same of the host, be it for longer or not. */
    boolean agreesWith(HostTrust other) {
        return equals(new HostTrust(
                other.platform,
                other.vmm,
                other.hostUnique,
                other.assetTag,
                other.configuration,
                other.overall,
                other.reason,
                attestedUntil));
    }

    /** The same at a moment: trust that has expired by then is stale. */
    public HostTrust at(Instant now) {
        if (overall != TrustStatus.TRUSTED || (attestedUntil != null && now.isBefore(attestedUntil))) {
            return this;
        }
        String expired = attestedUntil == null
                ? "the attestation result grants nothing"
                : "the attestation result expired at " + attestedUntil;
        return new HostTrust(
                platform, vmm, hostUnique, assetTag, configuration, TrustStatus.STALE, expired, attestedUntil);
    }
}
