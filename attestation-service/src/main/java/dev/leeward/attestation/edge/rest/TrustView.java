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
 * @param configuration configuration
 * @param overall TRUSTED only where every part is and the result has not expired
 * @param reason why; empty where trusted
 * @param attestedAt when the nonce behind the result was issued; null where never attested
 * @param attestedUntil when the result expires; null where it grants nothing
 * @param assurance how strongly it is vouched for
 * @param evidenceId the evidence; null where never attested
 */
public record TrustView(
        PartView platform,
        PartView vmm,
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
                PartView.of(report.configuration()),
                report.overall(),
                report.reason(),
                report.attestedAt(),
                report.attestedUntil(),
                report.assurance(),
                report.evidenceId());
    }
}
