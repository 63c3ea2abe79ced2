package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.appraisal.Assurance;
import dev.leeward.attestation.appraisal.Attestation;
import dev.leeward.attestation.appraisal.Basis;
import dev.leeward.attestation.appraisal.HostTrust;
import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.appraisal.Verdict;
import dev.leeward.attestation.enrolment.Binding;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.PinnedKey;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.TpmClock;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestRef;
import org.jspecify.annotations.Nullable;

/** Between a host and its row. */
final class HostMapper {

    static final String DISCOVERED = "DISCOVERED";
    static final String ENROLLED = "ENROLLED";
    static final String TRUSTED = "TRUSTED";
    static final String UNTRUSTED = "UNTRUSTED";
    static final String STALE = "STALE";
    static final String RETIRED = "RETIRED";

    private HostMapper() {}

    static HostRecord toRecord(HostEntity row) {
        AttestationKey key = row.akPublic == null ? null : EndorsementMapper.attestationKey(owner(row), row.akPublic);
        Endorsement endorsement = row.ekPublic == null
                ? null
                : EndorsementMapper.endorsement(
                        owner(row),
                        row.ekPublic,
                        there(row, "ak_below_ek", row.akBelowEk),
                        row.ekCertificate,
                        row.endorsementRoot);
        return new HostRecord(
                new HostDescription(
                        new HostId(row.id),
                        new SourceId(row.source),
                        row.name,
                        row.site,
                        row.vendor,
                        row.model,
                        row.hypervisor,
                        row.hypervisorVersion,
                        row.labels),
                trust(row, key, endorsement),
                key,
                endorsement,
                row.facts,
                row.sequence);
    }

    static void write(HostRecord host, HostEntity row) {
        HostDescription description = host.description();
        row.id = description.id().value();
        row.source = description.source().value();
        row.name = description.name();
        row.site = description.site();
        row.vendor = description.vendor();
        row.model = description.model();
        row.hypervisor = description.hypervisor();
        row.hypervisorVersion = description.hypervisorVersion();
        row.labels = description.labels();
        row.facts = host.facts();
        row.sequence = host.sequence();
        row.akPublic = host.key() == null ? null : host.key().publicArea().toArray();
        write(host.endorsement(), row);
        row.retiredReason = host.trust() instanceof HostTrust.Retired(var reason) ? reason : null;
        row.state = switch (host.trust()) {
            case HostTrust.Discovered _ -> DISCOVERED;
            case HostTrust.Enrolled _ -> ENROLLED;
            case HostTrust.Trusted _ -> TRUSTED;
            case HostTrust.Untrusted _ -> UNTRUSTED;
            case HostTrust.Stale _ -> STALE;
            case HostTrust.Retired _ -> RETIRED;
        };
        host.trust().result().ifPresentOrElse(result -> write(result, row), () -> clearResult(row));
    }

    private static void write(@Nullable Endorsement endorsement, HostEntity row) {
        row.ekPublic =
                endorsement == null ? null : endorsement.key().publicArea().toArray();
        row.akBelowEk = endorsement == null ? null : endorsement.parentOfAttestationKey();
        row.ekCertificate = endorsement == null ? null : EndorsementMapper.columns(endorsement.certificate());
        row.endorsementRoot = endorsement == null ? null : endorsement.root();
    }

    private static HostTrust trust(HostEntity row, @Nullable AttestationKey key, @Nullable Endorsement endorsement) {
        return switch (row.state) {
            case DISCOVERED -> new HostTrust.Discovered();
            case RETIRED -> new HostTrust.Retired(there(row, "retired_reason", row.retiredReason));
            case ENROLLED -> new HostTrust.Enrolled(pinned(row, key, endorsement));
            case TRUSTED -> new HostTrust.Trusted(pinnedIfAny(row, key, endorsement), result(row));
            case UNTRUSTED -> new HostTrust.Untrusted(pinnedIfAny(row, key, endorsement), result(row));
            case STALE -> new HostTrust.Stale(pinnedIfAny(row, key, endorsement), result(row));
            default -> throw new IllegalStateException("host " + row.id + " has the unknown state " + row.state);
        };
    }

    private static PinnedKey pinned(HostEntity row, @Nullable AttestationKey key, @Nullable Endorsement endorsement) {
        AttestationKey attestationKey = there(row, "ak_public", key);
        return endorsement == null
                ? new PinnedKey(attestationKey.name(), new Binding.Pinned())
                : endorsement.bind(attestationKey);
    }

    private static String owner(HostEntity row) {
        return "host " + row.id;
    }

    /** No key is pinned where a manager vouches. */
    private static @Nullable PinnedKey pinnedIfAny(
            HostEntity row, @Nullable AttestationKey key, @Nullable Endorsement endorsement) {
        return key == null ? null : pinned(row, key, endorsement);
    }

    private static Attestation result(HostEntity row) {
        return new Attestation(
                there(row, "evidence_id", row.evidenceId),
                new Verdict(
                        part(
                                row,
                                row.platformStatus,
                                row.platformReason,
                                ref(row, row.platformManifest, row.platformVersion)),
                        part(row, row.vmmStatus, row.vmmReason, ref(row, row.vmmManifest, row.vmmVersion)),
                        row.hostUniqueStatus == null
                                ? null
                                : part(
                                        row,
                                        row.hostUniqueStatus,
                                        row.hostUniqueReason,
                                        ref(row, row.hostUniqueManifest, row.hostUniqueVersion)),
                        row.assetTagStatus == null
                                ? null
                                : part(
                                        row,
                                        row.assetTagStatus,
                                        row.assetTagReason,
                                        ref(row, row.assetTagManifest, row.assetTagVersion)),
                        part(row, row.configurationStatus, row.configurationReason, null),
                        there(row, "reference_digest", row.referenceDigest)),
                basis(row),
                there(row, "attested_at", row.attestedAt),
                there(row, "attested_until", row.attestedUntil));
    }

    private static Basis basis(HostEntity row) {
        return switch (Assurance.valueOf(there(row, "assurance", row.assurance))) {
            case HARDWARE_QUOTE ->
                new Basis.Quoted(
                        Bytes.of(there(row, "qualified_signer", row.qualifiedSigner)),
                        new TpmClock(
                                there(row, "tpm_clock", row.tpmClock),
                                there(row, "tpm_reset_count", row.tpmResetCount),
                                there(row, "tpm_restart_count", row.tpmRestartCount),
                                there(row, "tpm_safe", row.tpmSafe)),
                        there(row, "tpm_firmware_version", row.tpmFirmwareVersion));
            case VOUCHED -> new Basis.Vouched(there(row, "vouched_by", row.vouchedBy));
            case NONE -> throw new IllegalStateException("host " + row.id + " has a result that nothing vouches for");
        };
    }

    private static PartVerdict part(
            HostEntity row, @Nullable String status, @Nullable String reason, @Nullable ManifestRef manifest) {
        return new PartVerdict(
                TrustStatus.valueOf(there(row, "part status", status)), there(row, "part reason", reason), manifest);
    }

    private static @Nullable ManifestRef ref(HostEntity row, @Nullable String id, @Nullable Integer version) {
        return id == null ? null : new ManifestRef(new ManifestId(id), there(row, "part version", version));
    }

    private static void write(Attestation result, HostEntity row) {
        Verdict verdict = result.verdict();
        row.evidenceId = result.evidenceId();
        row.platformStatus = verdict.platform().status().name();
        row.platformReason = verdict.platform().reason();
        row.platformManifest = id(verdict.platform());
        row.platformVersion = version(verdict.platform());
        row.vmmStatus = verdict.vmm().status().name();
        row.vmmReason = verdict.vmm().reason();
        row.vmmManifest = id(verdict.vmm());
        row.vmmVersion = version(verdict.vmm());
        PartVerdict hostUnique = verdict.hostUnique();
        row.hostUniqueStatus = hostUnique == null ? null : hostUnique.status().name();
        row.hostUniqueReason = hostUnique == null ? null : hostUnique.reason();
        row.hostUniqueManifest = id(hostUnique);
        row.hostUniqueVersion = version(hostUnique);
        PartVerdict assetTag = verdict.assetTag();
        row.assetTagStatus = assetTag == null ? null : assetTag.status().name();
        row.assetTagReason = assetTag == null ? null : assetTag.reason();
        row.assetTagManifest = id(assetTag);
        row.assetTagVersion = version(assetTag);
        row.configurationStatus = verdict.configuration().status().name();
        row.configurationReason = verdict.configuration().reason();
        row.referenceDigest = verdict.referenceDigest();
        row.attestedAt = result.attestedAt();
        row.attestedUntil = result.attestedUntil();
        row.assurance = result.assurance().name();
        clearBasis(row);
        switch (result.basis()) {
            case Basis.Quoted(var signer, var clock, var firmwareVersion) -> {
                row.qualifiedSigner = signer.toArray();
                row.tpmClock = clock.clock();
                row.tpmResetCount = clock.resetCount();
                row.tpmRestartCount = clock.restartCount();
                row.tpmSafe = clock.safe();
                row.tpmFirmwareVersion = firmwareVersion;
            }
            case Basis.Vouched(var manager) -> row.vouchedBy = manager;
        }
    }

    private static void clearResult(HostEntity row) {
        row.evidenceId = null;
        row.platformStatus = null;
        row.platformReason = null;
        row.platformManifest = null;
        row.platformVersion = null;
        row.vmmStatus = null;
        row.vmmReason = null;
        row.vmmManifest = null;
        row.vmmVersion = null;
        row.hostUniqueStatus = null;
        row.hostUniqueReason = null;
        row.hostUniqueManifest = null;
        row.hostUniqueVersion = null;
        row.assetTagStatus = null;
        row.assetTagReason = null;
        row.assetTagManifest = null;
        row.assetTagVersion = null;
        row.configurationStatus = null;
        row.configurationReason = null;
        row.referenceDigest = null;
        row.attestedAt = null;
        row.attestedUntil = null;
        row.assurance = null;
        clearBasis(row);
    }

    private static void clearBasis(HostEntity row) {
        row.qualifiedSigner = null;
        row.tpmClock = null;
        row.tpmResetCount = null;
        row.tpmRestartCount = null;
        row.tpmSafe = null;
        row.tpmFirmwareVersion = null;
        row.vouchedBy = null;
    }

    private static @Nullable String id(@Nullable PartVerdict part) {
        return part == null || part.manifest() == null
                ? null
                : part.manifest().id().value();
    }

    private static @Nullable Integer version(@Nullable PartVerdict part) {
        return part == null || part.manifest() == null ? null : part.manifest().version();
    }

    private static <T> T there(HostEntity row, String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(
                    "host " + row.id + " is " + row.state + ", but its column " + column + " is empty");
        }
        return value;
    }
}
