package dev.leeward.attestation.appraisal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What relying parties may know of a host's trust.
 *
 * @param platform BIOS and firmware
 * @param vmm hypervisor and kernel
 * @param hostUnique what only this host measures; null where it is not judged on it
 * @param assetTag where the host stands; null where it is not judged on it
 * @param configuration configuration
 * @param overall TRUSTED only where every part is and the result has not expired
 * @param reason why; empty where trusted
 * @param attestedAt when the nonce behind the result was issued; null where never attested
 * @param attestedUntil when the result expires; null where it grants nothing
 * @param assurance how strongly it is vouched for
 * @param evidenceId the evidence; null where never attested
 */
public record TrustReport(
        PartVerdict platform,
        PartVerdict vmm,
        @Nullable PartVerdict hostUnique,
        @Nullable PartVerdict assetTag,
        PartVerdict configuration,
        TrustStatus overall,
        String reason,
        @Nullable Instant attestedAt,
        @Nullable Instant attestedUntil,
        Assurance assurance,
        @Nullable UUID evidenceId) {

    static TrustReport unknown(String reason) {
        PartVerdict part = new PartVerdict(TrustStatus.UNKNOWN, reason, null);
        return new TrustReport(
                part, part, null, null, part, TrustStatus.UNKNOWN, reason, null, null, Assurance.NONE, null);
    }

    static TrustReport of(Attestation attestation, Verdict verdict, TrustStatus overall, String reason) {
        return new TrustReport(
                verdict.platform(),
                verdict.vmm(),
                verdict.hostUnique(),
                verdict.assetTag(),
                verdict.configuration(),
                overall,
                reason,
                attestation.attestedAt(),
                overall == TrustStatus.TRUSTED ? attestation.attestedUntil() : null,
                attestation.assurance(),
                attestation.evidenceId());
    }
}
