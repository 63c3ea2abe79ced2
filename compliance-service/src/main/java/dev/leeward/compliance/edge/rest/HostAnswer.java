package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.assessment.Assessment;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.host.PartTrust;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host on the attestation board. */
record HostAnswer(
        String id,
        String name,
        String site,
        String vendor,
        String model,
        String hypervisor,
        String hypervisorVersion,
        Trust trust,
        List<Control> controls,
        int workloads) {

    /** Its trust, as it is now; {@code proof} is the event that says so. */
    record Trust(
            PartTrust platform,
            PartTrust vmm,
            @Nullable PartTrust hostUnique,
            @Nullable PartTrust assetTag,
            PartTrust configuration,
            String overall,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            String assurance,
            @Nullable String evidenceId,
            @Nullable Provenance proof) {}

    /** A control as assessed for it. */
    record Control(String id, String title, String status, String detail) {
        static Control of(Assessment assessment) {
            return new Control(
                    assessment.control().id(),
                    assessment.control().title(),
                    assessment.status().name(),
                    assessment.detail());
        }
    }

    static HostAnswer of(HostIntegrity host) {
        return new HostAnswer(
                host.id(),
                host.name(),
                host.site(),
                host.vendor(),
                host.model(),
                host.hypervisor(),
                host.hypervisorVersion(),
                new Trust(
                        host.platform(),
                        host.vmm(),
                        host.hostUnique(),
                        host.assetTag(),
                        host.configuration(),
                        host.overall().name(),
                        host.reason(),
                        host.attestedAt(),
                        host.attestedUntil(),
                        host.assurance(),
                        host.evidenceId(),
                        host.proof()),
                host.controls().stream().map(Control::of).toList(),
                host.workloads());
    }
}
