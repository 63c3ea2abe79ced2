package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.schedule.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host and the trust in it.
 *
 * @param id identifier
 * @param source inventory source that lists it
 * @param name name as administrators know it
 * @param site site that it stands in
 * @param vendor maker of the platform
 * @param model model of the platform
 * @param hypervisor product name of the hypervisor
 * @param hypervisorVersion version that the inventory states; the measured one decides
 * @param labels labels of the inventory
 * @param enrolled whether an attestation key is pinned
 * @param binding what ties the key to the host; null where none is pinned
 * @param endorsement the TPM that proved to hold the key; null where none did
 * @param facts configuration facts that it stated last, or its manager
 * @param trust the trust in it now
 * @param nextAttestation from when it is challenged next; null where it is not on the schedule
 * @param overdue whether its attestation is missing for too long
 */
public record HostView(
        String id,
        String source,
        String name,
        String site,
        String vendor,
        String model,
        String hypervisor,
        String hypervisorVersion,
        Map<String, String> labels,
        boolean enrolled,
        @Nullable BindingKind binding,
        @Nullable EndorsementView endorsement,
        Map<String, String> facts,
        TrustView trust,
        @Nullable Instant nextAttestation,
        boolean overdue) {

    static HostView of(HostRecord host, @Nullable Turn turn, Duration overdueAfter, Instant now) {
        HostDescription description = host.description();
        return new HostView(
                description.id().value(),
                description.source().value(),
                description.name(),
                description.site(),
                description.vendor(),
                description.model(),
                description.hypervisor(),
                description.hypervisorVersion(),
                description.labels(),
                host.enrolled(),
                host.enrolled() ? BindingKind.of(host) : null,
                host.endorsement() == null ? null : EndorsementView.of(host.endorsement()),
                host.facts(),
                TrustView.of(host.report(now)),
                turn == null ? null : turn.nextAt(),
                turn != null && turn.overdue(now, overdueAfter));
    }
}
