package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Known-good measurements of one part of a host. It speaks of every PCR of its part, so that none passes unseen.
 *
 * @param id identity
 * @param version version, from 1
 * @param part the part it speaks of
 * @param product what it describes, for example esxi
 * @param productVersion the version that it describes, for example 5.1
 * @param values measurements in the order of extension
 */
public record ReferenceManifest(
        ManifestId id, int version, Part part, String product, String productVersion, List<ReferenceValue> values) {

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
        List<ReferenceValue> given = values;
        List<String> missing = part.pcrs()
                .indexes()
                .filter(pcr -> given.stream().noneMatch(value -> value.pcr() == pcr))
                .mapToObj(Integer::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("manifest " + id + " has no value for PCR " + String.join(", ", missing)
                    + ", so what is measured there would pass unseen");
        }
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
                && values.equals(other.values);
    }

    /** SHA-256 over identity, version and measurements. */
    public Bytes digest() {
        StringBuilder text = new StringBuilder();
        text.append(id)
                .append('\n')
                .append(version)
                .append('\n')
                .append(part.name())
                .append('\n');
        values.forEach(value ->
                text.append(value.pcr()).append(' ').append(value.digest()).append('\n'));
        return Bytes.sha256(Bytes.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
