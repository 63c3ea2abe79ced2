package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A reference manifest as it is captured, reviewed, signed and published.
 *
 * @param id identifier, for example bios-2.17
 * @param part PLATFORM (PCR 0 to 7), VMM (PCR 17 and 18), HOST_UNIQUE (PCRs of your choice) or ASSET_TAG (PCR 22)
 * @param product what it describes, for example esxi
 * @param productVersion the version that it describes, for example 5.1
 * @param appliesTo the hosts that it is for; null for every host. HOST_UNIQUE and ASSET_TAG need hosts named
 * @param tag labels of the asset tag, for example site to west; for ASSET_TAG only
 * @param values known-good measurements in the order of extension, at least one for each PCR of the part; those of an
 *     ASSET_TAG follow from the tag and may be left out
 */
public record ManifestDocument(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,99}") String id,

        @NotNull Part part,
        @NotBlank @Size(max = 100) String product,
        @NotBlank @Size(max = 100) String productVersion,
        @Nullable @Valid Hosts appliesTo,
        @Nullable @Size(max = 16) Map<@NotBlank String, @NotBlank String> tag,
        @Nullable @Size(max = 4096) List<@NotNull @Valid Value> values) {

    /**
     * Hosts: those of which all is true that is said here.
     *
     * @param vendor maker of the platform; null for any
     * @param model model of the platform; null for any
     * @param hypervisor product name of the hypervisor; null for any
     * @param hosts these hosts only; null for any
     * @param labels labels that a host has in its inventory; null for any
     */
    public record Hosts(
            @Nullable @Size(min = 1, max = 100) String vendor,
            @Nullable @Size(min = 1, max = 100) String model,
            @Nullable @Size(min = 1, max = 100) String hypervisor,
            @Nullable @Size(max = 1000) List<@NotNull String> hosts,
            @Nullable @Size(max = 16) Map<@NotBlank String, @NotNull String> labels) {

        AppliesTo toAppliesTo() {
            return new AppliesTo(
                    vendor,
                    model,
                    hypervisor,
                    new TreeSet<>(
                            hosts == null
                                    ? List.of()
                                    : hosts.stream().map(HostId::new).toList()),
                    new TreeMap<>(labels == null ? Map.of() : labels));
        }

        static Hosts of(AppliesTo appliesTo) {
            return new Hosts(
                    appliesTo.vendor(),
                    appliesTo.model(),
                    appliesTo.hypervisor(),
                    appliesTo.hosts().stream().map(HostId::value).toList(),
                    appliesTo.labels());
        }
    }

    /**
     * One known-good measurement.
     *
     * @param pcr PCR that it is extended into
     * @param digest SHA-256 that is extended, 64 hexadecimal digits
     * @param description what is measured
     */
    public record Value(
            @NotNull @Min(0) @Max(23) Integer pcr,
            @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String digest,
            @NotBlank @Size(max = 200) String description) {

        static Value of(ReferenceValue value) {
            return new Value(value.pcr(), value.digest().hex(), value.description());
        }
    }

    static ManifestDocument of(ReferenceManifest manifest) {
        return new ManifestDocument(
                manifest.id().value(),
                manifest.part(),
                manifest.product(),
                manifest.productVersion(),
                Hosts.of(manifest.appliesTo()),
                manifest.tag() == null ? null : manifest.tag().labels(),
                manifest.values().stream().map(Value::of).toList());
    }

    ReferenceManifest toDraft() {
        AppliesTo hosts = appliesTo == null ? AppliesTo.EVERY_HOST : appliesTo.toAppliesTo();
        AssetTag assetTag = tag == null ? null : tag(tag, hosts);
        List<ReferenceValue> measurements = assetTag != null && (values == null || values.isEmpty())
                ? List.of(assetTag.measurement())
                : measurements(values == null ? List.of() : values);
        return new ReferenceManifest(
                new ManifestId(id), 1, part, product, productVersion, hosts, assetTag, measurements);
    }

    private AssetTag tag(Map<String, String> labels, AppliesTo hosts) {
        if (hosts.hosts().size() != 1) {
            throw new IllegalArgumentException("manifest " + id + " has an asset tag, but does not name one host");
        }
        return new AssetTag(hosts.hosts().first(), new TreeMap<>(labels));
    }

    private static List<ReferenceValue> measurements(List<Value> values) {
        return values.stream()
                .map(value -> new ReferenceValue(value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                .toList();
    }
}
