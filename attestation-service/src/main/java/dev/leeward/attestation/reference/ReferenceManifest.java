package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.PcrSelection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Known-good measurements of one part of a host. It speaks of every PCR of its part, so that none passes unseen; a
 * manifest of {@link Part#HOST_UNIQUE} chooses its PCRs. Manifests of one part are alternatives: one of those in force
 * has to match.
 *
 * @param id identity
 * @param version version, from 1
 * @param part the part it speaks of
 * @param product what it describes, for example esxi
 * @param productVersion the version that it describes, for example 5.1
 * @param appliesTo the hosts that it is for
 * @param tag the asset tag that an {@link Part#ASSET_TAG} manifest speaks of; null for every other part
 * @param values measurements in the order of extension
 */
public record ReferenceManifest(
        ManifestId id,
        int version,
        Part part,
        String product,
        String productVersion,
        AppliesTo appliesTo,
        @Nullable AssetTag tag,
        List<ReferenceValue> values) {

    private static final int MAX_VALUES = 4096;

    public ReferenceManifest {
        values = List.copyOf(values);
        if (version < 1) {
            throw new IllegalArgumentException("version " + version + " of manifest " + id + " is below 1");
        }
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "manifest " + id + " has " + values.size() + " values, more than " + MAX_VALUES);
        }
        for (ReferenceValue value : values) {
            if (!part.pcrs().contains(value.pcr())) {
                throw new IllegalArgumentException("manifest " + id + " has a value for PCR " + value.pcr() + ", but "
                        + part.name() + " is measured into " + part.pcrs());
            }
        }
        if (part.bound() && !appliesTo.namesHosts()) {
            throw new IllegalArgumentException(
                    "manifest " + id + " of " + part.name() + " does not name the hosts that it is for");
        }
        requireComplete(id, part, values);
        requireTag(id, part, appliesTo, tag, values);
    }

    private static void requireComplete(ManifestId id, Part part, List<ReferenceValue> values) {
        if (part.choosesPcrs()) {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("manifest " + id + " has no value, so it says nothing");
            }
            return;
        }
        List<String> missing = part.pcrs()
                .indexes()
                .filter(pcr -> values.stream().noneMatch(value -> value.pcr() == pcr))
                .mapToObj(Integer::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("manifest " + id + " has no value for PCR " + String.join(", ", missing)
                    + ", so what is measured there would pass unseen");
        }
    }

    private static void requireTag(
            ManifestId id, Part part, AppliesTo appliesTo, @Nullable AssetTag tag, List<ReferenceValue> values) {
        if ((part == Part.ASSET_TAG) != (tag != null)) {
            throw new IllegalArgumentException("manifest " + id + " of " + part.name()
                    + (tag == null ? " has no asset tag" : " has an asset tag"));
        }
        if (tag != null && !(appliesTo.hosts().size() == 1 && appliesTo.hosts().contains(tag.host()))) {
            throw new IllegalArgumentException(
                    "manifest " + id + " has the asset tag of " + tag.host() + ", but is for " + appliesTo);
        }
        if (tag != null && !values.equals(List.of(tag.measurement()))) {
            throw new IllegalArgumentException(
                    "manifest " + id + " has other values than the measurement of its asset tag");
        }
    }

    /** The manifest in this version. */
    public ManifestRef ref() {
        return new ManifestRef(id, version);
    }

    /** The same under another version. */
    public ReferenceManifest withVersion(int other) {
        return new ReferenceManifest(id, other, part, product, productVersion, appliesTo, tag, values);
    }

    /** The PCRs that it speaks of. */
    public PcrSelection pcrs() {
        return PcrSelection.of(
                values.stream().mapToInt(ReferenceValue::pcr).distinct().toArray());
    }

    /** The values of one PCR, in order. */
    public List<ReferenceValue> of(int pcr) {
        return values.stream().filter(value -> value.pcr() == pcr).toList();
    }

    /** Whether it says the same as another, whatever their versions. */
    public boolean saysTheSameAs(ReferenceManifest other) {
        return part == other.part
                && product.equals(other.product)
                && productVersion.equals(other.productVersion)
                && appliesTo.equals(other.appliesTo)
                && Objects.equals(tag, other.tag)
                && values.equals(other.values);
    }

    /** SHA-256 over identity, version, hosts and measurements. */
    public Bytes digest() {
        StringBuilder text = new StringBuilder();
        text.append(id)
                .append('\n')
                .append(version)
                .append('\n')
                .append(part.name())
                .append('\n')
                .append(appliesTo)
                .append('\n');
        values.forEach(value ->
                text.append(value.pcr()).append(' ').append(value.digest()).append('\n'));
        return Bytes.sha256(Bytes.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
