package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.appraisal.Assurance;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.TrustStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The trust in a host.
 *
 * @param platform BIOS and firmware
 * @param vmm hypervisor and kernel
 * @param hostUnique what only this host measures; null where it is not judged on it
 * @param assetTag where the host stands; null where it is not judged on it
 * @param configuration configuration
 * @param overall TRUSTED only where every part is and the result has not expired
 * @param reason why; empty where trusted
 * @param attestedAt when the nonce behind the result was issued, or the manager was asked; null where never attested
 * @param attestedUntil when the result expires; null where it grants nothing
 * @param assurance how strongly it is vouched for
 * @param evidenceId the evidence; null where never attested
 */
public record TrustView(
        PartView platform,
        PartView vmm,
        @Nullable PartView hostUnique,
        @Nullable PartView assetTag,
        PartView configuration,
        TrustStatus overall,
        String reason,
        @Nullable Instant attestedAt,
        @Nullable Instant attestedUntil,
        Assurance assurance,
        @Nullable UUID evidenceId) {

    static TrustView of(TrustReport report) {
        return new TrustView(
                PartView.of(report.platform()),
                PartView.of(report.vmm()),
                report.hostUnique() == null ? null : PartView.of(report.hostUnique()),
                report.assetTag() == null ? null : PartView.of(report.assetTag()),
                PartView.of(report.configuration()),
                report.overall(),
                report.reason(),
                report.attestedAt(),
                report.attestedUntil(),
                report.assurance(),
                report.evidenceId());
    }
}
