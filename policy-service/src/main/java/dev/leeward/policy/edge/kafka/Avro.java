package dev.leeward.policy.edge.kafka;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.common.Principal;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.events.policy.DeterminingPolicy;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.TrustSnapshot;
import dev.leeward.policy.app.Order;
import dev.leeward.policy.app.PlacementView.Inventoried;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.AttestationResult.EventNumber;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatement;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Between events and the domain. */
final class Avro {
    private Avro() {}

    static Order order(Envelope envelope) {
        return new Order(envelope.getEpoch(), envelope.getSequence());
    }

    static Inventoried inventoried(HostDiscovered event) {
        return new Inventoried(
                new HostId(event.getHostId()),
                event.getName(),
                event.getSiteId(),
                event.getHypervisor(),
                event.getHypervisorVersion(),
                event.getLabels());
    }

    static TrustStatement statement(TrustChanged event) {
        Envelope envelope = event.getEnvelope();
        return new TrustStatement(
                new HostId(event.getHostId()),
                new EventNumber(envelope.getEpoch(), envelope.getSequence()),
                trust(event));
    }

    private static Trust trust(TrustChanged event) {
        return new Trust(
                status(event.getOverall()),
                reason(event),
                event.getAttestedAt(),
                event.getAttestedUntil(),
                switch (event.getAssurance()) {
                    case NONE -> Assurance.NONE;
                    case VOUCHED -> Assurance.VOUCHED;
                    case HARDWARE_QUOTE -> Assurance.HARDWARE_QUOTE;
                },
                event.getAssetTag() == null ? null : status(event.getAssetTag().getStatus()));
    }

    /** The event's own reason; where it gives none, those of its parts. */
    private static String reason(TrustChanged event) {
        if (!event.getReason().isBlank() || event.getOverall() == dev.leeward.events.host.TrustStatus.TRUSTED) {
            return event.getReason();
        }
        List<String> reasons = new ArrayList<>();
        part("platform", event.getPlatform(), reasons);
        part("VMM", event.getVmm(), reasons);
        part("configuration", event.getConfiguration(), reasons);
        return String.join("; ", reasons);
    }

    private static void part(String name, PartTrust part, List<String> reasons) {
        if (part.getStatus() != dev.leeward.events.host.TrustStatus.TRUSTED) {
            reasons.add(name + " is " + part.getStatus()
                    + (part.getReason().isBlank() ? "" : " (" + part.getReason() + ")"));
        }
    }

    static WorkloadView workload(PlacementChanged event) {
        return new WorkloadView(
                new WorkloadId(event.getWorkloadId()),
                event.getWorkloadName(),
                tenant(event.getEnvelope().getTenant()),
                event.getLabels(),
                host(event.getHostId()),
                event.getSiteId());
    }

    static PlacementRequest request(MigrationRequested event, String enforcementPoint) {
        Principal principal = event.getPrincipal();
        return new PlacementRequest(
                requestId(event),
                action(event),
                new dev.leeward.policy.placement.Principal(
                        principal.getId(), Set.copyOf(principal.getRoles()), tenant(principal.getTenant())),
                new WorkloadId(event.getWorkloadId()),
                host(event.getSourceHost()),
                List.of(new HostId(event.getDestinationHost())),
                List.of(),
                null,
                enforcementPoint,
                event.getMigrationId());
    }

    /** A migration asks again for another destination or a fresh consent; each asking gets an answer of its own. */
    static String requestId(MigrationRequested event) {
        long sequence = event.getEnvelope().getSequence();
        return sequence == 1 ? event.getMigrationId() : event.getMigrationId() + "/" + sequence;
    }

    private static Action action(MigrationRequested event) {
        if (event.getTest()) {
            return Action.TEST;
        }
        return switch (event.getKind()) {
            case LIVE, COLD -> Action.MIGRATE;
            case RECOVERY -> Action.RECOVER;
        };
    }

    static Principal principal(dev.leeward.policy.placement.Principal principal) {
        return Principal.newBuilder()
                .setId(principal.id())
                .setRoles(List.copyOf(principal.roles()))
                .setTenant(text(principal.tenant()))
                .build();
    }

    static Effect effect(dev.leeward.policy.policy.Effect effect) {
        return switch (effect) {
            case ALLOW -> Effect.ALLOW;
            case DENY -> Effect.DENY;
            case PENDING_APPROVAL -> Effect.PENDING_APPROVAL;
            case INDETERMINATE -> Effect.INDETERMINATE;
        };
    }

    static List<DeterminingPolicy> determining(List<Decision.Determining> found) {
        return found.stream()
                .map(policy -> DeterminingPolicy.newBuilder()
                        .setPolicyId(policy.policy().id())
                        .setVersion(policy.policy().version())
                        .setMessage(policy.message())
                        .setTrace(policy.trace())
                        .build())
                .toList();
    }

    static List<TrustSnapshot> snapshots(List<Decision.TrustSnapshot> trust) {
        return trust.stream()
                .map(snapshot -> TrustSnapshot.newBuilder()
                        .setHostId(snapshot.host().value())
                        .setStatus(status(snapshot.trust().status()))
                        .setAttestedAt(snapshot.trust().attestedAt())
                        .setAttestedUntil(snapshot.trust().attestedUntil())
                        .build())
                .toList();
    }

    private static TrustStatus status(dev.leeward.events.host.TrustStatus status) {
        return switch (status) {
            case UNKNOWN -> TrustStatus.UNKNOWN;
            case TRUSTED -> TrustStatus.TRUSTED;
            case UNTRUSTED -> TrustStatus.UNTRUSTED;
            case STALE -> TrustStatus.STALE;
        };
    }

    private static dev.leeward.events.host.TrustStatus status(TrustStatus status) {
        return switch (status) {
            case UNKNOWN -> dev.leeward.events.host.TrustStatus.UNKNOWN;
            case TRUSTED -> dev.leeward.events.host.TrustStatus.TRUSTED;
            case UNTRUSTED -> dev.leeward.events.host.TrustStatus.UNTRUSTED;
            case STALE -> dev.leeward.events.host.TrustStatus.STALE;
        };
    }

    static @Nullable String text(@Nullable TenantId tenant) {
        return tenant == null ? null : tenant.value();
    }

    static @Nullable String text(@Nullable HostId host) {
        return host == null ? null : host.value();
    }

    private static @Nullable TenantId tenant(@Nullable String id) {
        return id == null ? null : new TenantId(id);
    }

    private static @Nullable HostId host(@Nullable String id) {
        return id == null ? null : new HostId(id);
    }
}
