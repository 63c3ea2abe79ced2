package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.reference.Measurement;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceManifestRetired;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Events of attestation-service. */
final class HostMapper {
    private HostMapper() {}

    static @Nullable Fact fact(SpecificRecord record) {
        return switch (record) {
            case HostDiscovered e ->
                new HostFact.HostDiscovered(
                        e.getHostId(),
                        e.getName(),
                        e.getSiteId(),
                        e.getVendor(),
                        e.getModel(),
                        e.getHypervisor(),
                        e.getHypervisorVersion(),
                        e.getLabels());
            case HostRetired e -> new HostFact.HostRetired(e.getHostId(), e.getReason());
            case HostConfigurationObserved e ->
                new HostFact.HostConfigurationObserved(e.getHostId(), e.getObservedAt(), e.getFacts());
            case HostMeasured e ->
                new HostFact.HostMeasured(
                        e.getHostId(),
                        e.getEvidenceId(),
                        e.getMeasuredAt(),
                        e.getPcrBank(),
                        e.getResetCount(),
                        e.getRestartCount(),
                        e.getFirmwareVersion(),
                        e.getAssurance().name(),
                        e.getMeasuredLaunch());
            case HostEnrolled e ->
                new HostFact.HostEnrolled(
                        e.getHostId(),
                        e.getAttestationKey(),
                        e.getScheme(),
                        e.getBinding().name(),
                        e.getReplacedKey(),
                        e.getEndorsementKey(),
                        e.getTpmManufacturer(),
                        e.getTpmModel(),
                        e.getTpmVersion(),
                        e.getCertificateIssuer(),
                        e.getCertificateSerialNumber(),
                        e.getEndorsementRoot(),
                        e.getEndorsementVendor());
            case EnrolmentWithdrawn e ->
                new HostFact.EnrolmentWithdrawn(e.getHostId(), e.getAttestationKey(), e.getReason());
            case EvidenceRejected e ->
                new HostFact.EvidenceRejected(e.getHostId(), e.getChallengeId(), e.getCode(), e.getReason());
            case TrustChanged e -> trust(e);
            case ReferenceManifestPublished e ->
                new ReferenceFact.ManifestPublished(
                        e.getManifestId(),
                        e.getVersion(),
                        e.getPart().name(),
                        e.getProduct(),
                        e.getProductVersion(),
                        e.getHostId(),
                        e.getAppliesTo(),
                        e.getProvider(),
                        e.getKeyId(),
                        e.getSignedAt(),
                        e.getValues().stream()
                                .map(value ->
                                        new Measurement(value.getPcr(), value.getDigest(), value.getDescription()))
                                .toList());
            case ReferenceManifestRetired e ->
                new ReferenceFact.ManifestRetired(e.getManifestId(), e.getVersion(), e.getReason());
            default -> null;
        };
    }

    private static HostFact.TrustChanged trust(TrustChanged e) {
        return new HostFact.TrustChanged(
                e.getHostId(),
                e.getHostName(),
                e.getSiteId(),
                part(e.getPlatform()),
                part(e.getVmm()),
                e.getHostUnique() == null ? null : part(e.getHostUnique()),
                e.getAssetTag() == null ? null : part(e.getAssetTag()),
                part(e.getConfiguration()),
                status(e.getOverall()),
                status(e.getPreviousOverall()),
                e.getReason(),
                e.getAttestedAt(),
                e.getAttestedUntil(),
                e.getAssurance().name(),
                e.getEvidenceId(),
                e.getReferenceDigest());
    }

    private static dev.leeward.compliance.host.PartTrust part(PartTrust part) {
        return new dev.leeward.compliance.host.PartTrust(
                status(part.getStatus()), part.getReason(), part.getManifest(), part.getManifestVersion());
    }

    private static TrustStatus status(dev.leeward.events.host.TrustStatus status) {
        return switch (status) {
            case UNKNOWN -> TrustStatus.UNKNOWN;
            case TRUSTED -> TrustStatus.TRUSTED;
            case UNTRUSTED -> TrustStatus.UNTRUSTED;
            case STALE -> TrustStatus.STALE;
        };
    }
}
