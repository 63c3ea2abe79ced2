package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.app.ManifestRecord.Retirement;
import dev.leeward.attestation.edge.postgres.ManifestEntity.Hosts;
import dev.leeward.attestation.edge.postgres.ManifestEntity.Measurement;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Between a version of a manifest and its row. */
final class ManifestMapper {

    private ManifestMapper() {}

    static ManifestRecord toRecord(ManifestEntity row) {
        AppliesTo appliesTo = appliesTo(row.appliesTo);
        return new ManifestRecord(
                new ReferenceManifest(
                        new ManifestId(row.id),
                        row.version,
                        Part.valueOf(row.part),
                        row.product,
                        row.productVersion,
                        appliesTo,
                        row.tag == null ? null : new AssetTag(appliesTo.hosts().first(), new TreeMap<>(row.tag)),
                        row.measurements.stream()
                                .map(value -> new ReferenceValue(
                                        value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                                .toList()),
                signature(row),
                row.publishedAt,
                row.retiredAt == null ? null : new Retirement(row.retiredAt, there(row, row.retiredReason)),
                row.sequence);
    }

    private static @Nullable ManifestSignature signature(ManifestEntity row) {
        return row.provider == null
                ? null
                : new ManifestSignature(
                        new ProviderId(row.provider),
                        there(row, row.keyId),
                        there(row, row.signedAt),
                        there(row, row.jws));
    }

    private static AppliesTo appliesTo(Hosts hosts) {
        return new AppliesTo(
                hosts.vendor(),
                hosts.model(),
                hosts.hypervisor(),
                new TreeSet<>(hosts.hosts().stream().map(HostId::new).toList()),
                new TreeMap<>(hosts.labels()));
    }

    static ManifestEntity toRow(ManifestRecord record, long generation) {
        ReferenceManifest manifest = record.manifest();
        ManifestSignature signature = record.signature();
        AppliesTo appliesTo = manifest.appliesTo();
        ManifestEntity row = new ManifestEntity();
        row.id = manifest.id().value();
        row.version = manifest.version();
        row.part = manifest.part().name();
        row.product = manifest.product();
        row.productVersion = manifest.productVersion();
        row.appliesTo = new Hosts(
                appliesTo.vendor(),
                appliesTo.model(),
                appliesTo.hypervisor(),
                appliesTo.hosts().stream().map(HostId::value).toList(),
                appliesTo.labels());
        row.tag = manifest.tag() == null ? null : manifest.tag().labels();
        row.measurements = manifest.values().stream()
                .map(value -> new Measurement(value.pcr(), value.digest().hex(), value.description()))
                .toList();
        row.provider = signature == null ? null : signature.provider().value();
        row.keyId = signature == null ? null : signature.keyId();
        row.signedAt = signature == null ? null : signature.signedAt();
        row.jws = signature == null ? null : signature.jws();
        row.publishedAt = record.publishedAt();
        row.retiredAt = record.retirement() == null ? null : record.retirement().at();
        row.retiredReason =
                record.retirement() == null ? null : record.retirement().reason();
        row.sequence = record.sequence();
        row.generation = generation;
        return row;
    }

    private static <T> T there(ManifestEntity row, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("version " + row.version + " of manifest " + row.id + " is incomplete");
        }
        return value;
    }
}
