package dev.leeward.attestation.edge.kafka;

import dev.leeward.attestation.app.HostFact;
import dev.leeward.attestation.appraisal.Basis;
import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.EndorsementCertificate;
import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Quote;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestRef;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.Assurance;
import dev.leeward.events.host.EnrolmentBinding;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.PartTrust;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.reference.ManifestPart;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns facts into events. */
final class EventMapper {

    private EventMapper() {}

    static HostDiscovered discovered(Envelope envelope, HostDescription host) {
        return HostDiscovered.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.id().value())
                .setName(host.name())
                .setSiteId(host.site())
                .setVendor(host.vendor())
                .setModel(host.model())
                .setHypervisor(host.hypervisor())
                .setHypervisorVersion(host.hypervisorVersion())
                .setLabels(host.labels())
                .build();
    }

    static HostMeasured measured(Envelope envelope, HostId host, Evidence evidence) {
        Map<String, String> pcrs = new HashMap<>();
        evidence.pcrs().values().forEach((pcr, value) -> pcrs.put(Integer.toString(pcr), value.hex()));
        HostMeasured.Builder event = HostMeasured.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.value())
                .setEvidenceId(evidence.id().toString())
                .setMeasuredAt(millis(evidence.measuredAt()))
                .setPcrBank("sha256")
                .setPcrs(pcrs)
                .setAssurance(Assurance.valueOf(Basis.of(evidence).assurance().name()))
                .setMeasuredLaunch(evidence.pcrs().measuredLaunch());
        return switch (evidence.voucher()) {
            case Quote quote ->
                event.setResetCount(quote.clock().resetCount())
                        .setRestartCount(quote.clock().restartCount())
                        .setClock(quote.clock().clock())
                        .setSafe(quote.clock().safe())
                        .setFirmwareVersion(Long.toHexString(quote.firmwareVersion()))
                        .build();
            case VouchedBy _ -> withoutTpmClock(event).build();
        };
    }

    /** A manager reports none of this; the event has no other words for that. */
    private static HostMeasured.Builder withoutTpmClock(HostMeasured.Builder event) {
        return event.setResetCount(0)
                .setRestartCount(0)
                .setClock(0)
                .setSafe(true)
                .setFirmwareVersion("");
    }

    static HostEnrolled enrolled(Envelope envelope, HostId host, HostFact.Enrolled enrolled) {
        Endorsement tpm = enrolled.endorsement();
        EndorsementCertificate certificate = tpm == null ? null : tpm.certificate();
        return HostEnrolled.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.value())
                .setAttestationKey(enrolled.key().name().hex())
                .setScheme(enrolled.key().scheme().name())
                .setBinding(tpm == null ? EnrolmentBinding.PINNED : EnrolmentBinding.CREDENTIAL_ACTIVATION)
                .setReplacedKey(
                        enrolled.replaced() == null
                                ? null
                                : enrolled.replaced().name().hex())
                .setEndorsementKey(tpm == null ? null : tpm.key().name().hex())
                .setTpmManufacturer(certificate == null ? null : certificate.manufacturer())
                .setTpmModel(certificate == null ? null : certificate.model())
                .setTpmVersion(certificate == null ? null : certificate.version())
                .setCertificateIssuer(certificate == null ? null : certificate.issuer())
                .setCertificateSerialNumber(certificate == null ? null : certificate.serialNumber())
                .setEndorsementRoot(
                        tpm == null || tpm.root() == null ? null : tpm.root().toString())
                .setEndorsementVendor(enrolled.vendor())
                .build();
    }

    static EvidenceRejected rejected(Envelope envelope, HostId host, @Nullable UUID challenge, Rejection rejection) {
        return EvidenceRejected.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.value())
                .setChallengeId(challenge == null ? null : challenge.toString())
                .setCode(rejection.code().toString())
                .setReason(rejection.reason())
                .build();
    }

    /** Keys and proofs of an enrolment are evidence as well; there is no challenge that they answer. */
    static EvidenceRejected refused(Envelope envelope, HostId host, Refusal refusal) {
        return EvidenceRejected.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.value())
                .setChallengeId(null)
                .setCode(refusal.code().toString())
                .setReason(refusal.reason())
                .build();
    }

    static TrustChanged trustChanged(Envelope envelope, HostDescription host, HostFact.TrustChanged changed) {
        TrustReport report = changed.report();
        return TrustChanged.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host.id().value())
                .setHostName(host.name())
                .setSiteId(host.site())
                .setPlatform(part(report.platform()))
                .setVmm(part(report.vmm()))
                .setConfiguration(part(report.configuration()))
                .setHostUnique(report.hostUnique() == null ? null : part(report.hostUnique()))
                .setAssetTag(report.assetTag() == null ? null : part(report.assetTag()))
                .setOverall(status(report.overall()))
                .setPreviousOverall(status(changed.previous()))
                .setReason(report.reason())
                .setAttestedAt(report.attestedAt() == null ? null : millis(report.attestedAt()))
                .setAttestedUntil(report.attestedUntil() == null ? null : millis(report.attestedUntil()))
                .setAssurance(Assurance.valueOf(report.assurance().name()))
                .setEvidenceId(
                        report.evidenceId() == null ? null : report.evidenceId().toString())
                .setReferenceDigest(changed.referenceDigest())
                .setAttestationResult(changed.attestationResult())
                .build();
    }

    static ReferenceManifestPublished published(
            Envelope envelope, ReferenceManifest manifest, @Nullable ManifestSignature signature) {
        List<String> hosts =
                manifest.appliesTo().hosts().stream().map(HostId::value).toList();
        return ReferenceManifestPublished.newBuilder()
                .setEnvelope(envelope)
                .setManifestId(manifest.id().value())
                .setVersion(manifest.version())
                .setPart(
                        switch (manifest.part()) {
                            case PLATFORM -> ManifestPart.PLATFORM;
                            case VMM -> ManifestPart.VMM;
                            case HOST_UNIQUE -> ManifestPart.HOST_UNIQUE;
                            case ASSET_TAG -> ManifestPart.ASSET_TAG;
                        })
                .setProduct(manifest.product())
                .setProductVersion(manifest.productVersion())
                .setHostId(hosts.size() == 1 ? hosts.getFirst() : null)
                .setHostIds(hosts)
                .setAppliesTo(manifest.appliesTo().toString())
                .setTag(manifest.tag() == null ? Map.of() : manifest.tag().labels())
                .setProvider(signature == null ? null : signature.provider().value())
                .setKeyId(signature == null ? null : signature.keyId())
                .setSignedAt(signature == null ? null : signature.signedAt())
                .setValues(manifest.values().stream()
                        .map(value -> ReferenceValue.newBuilder()
                                .setPcr(value.pcr())
                                .setDigest(value.digest().hex())
                                .setDescription(value.description())
                                .build())
                        .toList())
                .build();
    }

    static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static PartTrust part(PartVerdict part) {
        ManifestRef manifest = part.manifest();
        return PartTrust.newBuilder()
                .setStatus(status(part.status()))
                .setReason(part.reason())
                .setManifest(manifest == null ? null : manifest.id().value())
                .setManifestVersion(manifest == null ? null : manifest.version())
                .build();
    }

    private static TrustStatus status(dev.leeward.attestation.appraisal.TrustStatus status) {
        return switch (status) {
            case UNKNOWN -> TrustStatus.UNKNOWN;
            case TRUSTED -> TrustStatus.TRUSTED;
            case UNTRUSTED -> TrustStatus.UNTRUSTED;
            case STALE -> TrustStatus.STALE;
        };
    }
}
