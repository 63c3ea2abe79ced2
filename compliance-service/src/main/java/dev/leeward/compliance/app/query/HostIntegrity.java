package dev.leeward.compliance.app.query;

import dev.leeward.compliance.assessment.Assessment;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host on the attestation board. A result that has expired reads {@code STALE} here, also while attestation-service is
 * silent.
 *
 * @param hostUnique what only this host measures; null where it is not judged on it
 * @param assetTag where the host stands, as its asset tag says; null where it is not judged on it
 * @param reason why the overall status is what it is; empty where trusted
 * @param attestedAt when the nonce behind the result was issued; null where never attested
 * @param attestedUntil when the result expires; null where it grants nothing
 * @param assurance how strongly the evidence is vouched for: NONE, VOUCHED, HARDWARE_QUOTE
 * @param proof the event that says so; null where never attested
 * @param controls every control as assessed for this host
 * @param workloads how many workloads run on it now, of those that the reader may see
 */
public record HostIntegrity(
        String id,
        String name,
        String site,
        String vendor,
        String model,
        String hypervisor,
        String hypervisorVersion,
        PartTrust platform,
        PartTrust vmm,
        @Nullable PartTrust hostUnique,
        @Nullable PartTrust assetTag,
        PartTrust configuration,
        TrustStatus overall,
        String reason,
        @Nullable Instant attestedAt,
        @Nullable Instant attestedUntil,
        String assurance,
        @Nullable String evidenceId,
        @Nullable Provenance proof,
        List<Assessment> controls,
        int workloads) {
    public HostIntegrity {
        controls = List.copyOf(controls);
    }
}
