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
import dev.leeward.messaging.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads hosts from their rows. {@link HostTable} writes them. */
final class HostMapper {

    static final String DISCOVERED = "DISCOVERED";
    static final String ENROLLED = "ENROLLED";
    static final String TRUSTED = "TRUSTED";
    static final String UNTRUSTED = "UNTRUSTED";
    static final String STALE = "STALE";
    static final String RETIRED = "RETIRED";

    private HostMapper() {}

    static HostRecord toRecord(Row row) {
        HostId id = new HostId(row.text("id"));
        byte[] akPublic = row.bytesOrNull("ak_public");
        AttestationKey key = akPublic == null ? null : EndorsementMapper.attestationKey("host " + id, akPublic);
        Endorsement endorsement = endorsement(id, row);
        return new HostRecord(
                new HostDescription(
                        id,
                        new SourceId(row.text("source")),
                        row.text("name"),
                        row.text("site"),
                        row.text("vendor"),
                        row.text("model"),
                        row.text("hypervisor"),
                        row.text("hypervisor_version"),
                        Json.texts(row.text("labels"))),
                trust(id, row, pinned(key, endorsement)),
                key,
                endorsement,
                Json.texts(row.text("facts")),
                row.number("sequence"));
    }

    private static @Nullable Endorsement endorsement(HostId id, Row row) {
        byte[] ekPublic = row.bytesOrNull("ek_public");
        if (ekPublic == null) {
            return null;
        }
        String certificate = row.textOrNull("ek_certificate");
        return EndorsementMapper.endorsement(
                "host " + id,
                ekPublic,
                row.flag("ak_below_ek"),
                certificate == null ? null : Json.texts(certificate),
                row.uuidOrNull("endorsement_root"));
    }

    private static HostTrust trust(HostId id, Row row, @Nullable PinnedKey key) {
        String state = row.text("state");
        return switch (state) {
            case DISCOVERED -> new HostTrust.Discovered();
            case RETIRED -> new HostTrust.Retired(row.text("retired_reason"));
            case ENROLLED -> {
                if (key == null) {
                    throw new IllegalStateException("host " + id + " is enrolled, and no key is pinned");
                }
                yield new HostTrust.Enrolled(key);
            }
            case TRUSTED -> new HostTrust.Trusted(key, result(id, row));
            case UNTRUSTED -> new HostTrust.Untrusted(key, result(id, row));
            case STALE -> new HostTrust.Stale(key, result(id, row));
            default -> throw new IllegalStateException("host " + id + " has the unknown state " + state);
        };
    }

    /** No key is pinned where a manager vouches. */
    private static @Nullable PinnedKey pinned(@Nullable AttestationKey key, @Nullable Endorsement endorsement) {
        if (key == null) {
            return null;
        }
        return endorsement == null ? new PinnedKey(key.name(), new Binding.Pinned()) : endorsement.bind(key);
    }

    private static Attestation result(HostId id, Row row) {
        return new Attestation(
                row.uuid("evidence_id"),
                new Verdict(
                        part(row, "platform"),
                        part(row, "vmm"),
                        partIfJudged(row, "host_unique"),
                        partIfJudged(row, "asset_tag"),
                        new PartVerdict(
                                TrustStatus.valueOf(row.text("configuration_status")),
                                row.text("configuration_reason"),
                                null),
                        row.text("reference_digest")),
                basis(id, row),
                row.instant("attested_at"),
                row.instant("attested_until"));
    }

    private static Basis basis(HostId id, Row row) {
        return switch (Assurance.valueOf(row.text("assurance"))) {
            case HARDWARE_QUOTE ->
                new Basis.Quoted(
                        Bytes.of(row.bytes("qualified_signer")),
                        new TpmClock(
                                row.number("tpm_clock"),
                                row.number("tpm_reset_count"),
                                row.number("tpm_restart_count"),
                                row.flag("tpm_safe")),
                        row.number("tpm_firmware_version"));
            case VOUCHED -> new Basis.Vouched(row.text("vouched_by"));
            case NONE -> throw new IllegalStateException("host " + id + " has a result that nothing vouches for");
        };
    }

    private static @Nullable PartVerdict partIfJudged(Row row, String part) {
        return row.textOrNull(part + "_status") == null ? null : part(row, part);
    }

    private static PartVerdict part(Row row, String part) {
        String manifest = row.textOrNull(part + "_manifest");
        return new PartVerdict(
                TrustStatus.valueOf(row.text(part + "_status")),
                row.text(part + "_reason"),
                manifest == null ? null : new ManifestRef(new ManifestId(manifest), row.integer(part + "_version")));
    }
}
