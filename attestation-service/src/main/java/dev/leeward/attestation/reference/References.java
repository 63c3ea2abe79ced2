package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import java.util.Comparator;
import java.util.List;

/**
 * All reference manifests in force.
 *
 * @param manifests ordered by identity
 */
public record References(List<ReferenceManifest> manifests) {

    public References {
        manifests = manifests.stream()
                .sorted(Comparator.comparing(ReferenceManifest::id))
                .toList();
    }

    /** Manifests that speak of the part. */
    public List<ReferenceManifest> of(Part part) {
        return manifests.stream().filter(manifest -> manifest.part() == part).toList();
    }

    /** SHA-256 over all of them, in lower-case hexadecimal: a verdict names the references that it rests on. */
    public String digest() {
        return Bytes.sha256(manifests.stream().map(ReferenceManifest::digest).toArray(Bytes[]::new))
                .hex();
    }
}
