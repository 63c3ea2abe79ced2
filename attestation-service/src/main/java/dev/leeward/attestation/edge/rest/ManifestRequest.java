package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A reference manifest to be published.
 *
 * @param id identifier, for example bios-2.17
 * @param part PLATFORM (PCR 0 to 7) or VMM (PCR 17 and 18)
 * @param product what it describes, for example esxi
 * @param productVersion the version that it describes, for example 5.1
 * @param values known-good measurements in the order of extension, at least one for each PCR of the part
 */
public record ManifestRequest(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,99}") String id,

        @NotNull Part part,
        @NotBlank @Size(max = 100) String product,
        @NotBlank @Size(max = 100) String productVersion,
        @NotEmpty @Size(max = 4096) List<@NotNull @Valid Value> values) {

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
            @NotBlank @Size(max = 200) String description) {}

    ReferenceManifest toDraft() {
        return new ReferenceManifest(
                new ManifestId(id),
                1,
                part,
                product,
                productVersion,
                values.stream()
                        .map(value -> new ReferenceValue(value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                        .toList());
    }
}
