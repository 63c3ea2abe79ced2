package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Captures;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drafts that are to be read from a host's newest evidence.
 *
 * @param host the host, known to be a good one
 * @param manifests one draft for each part: its identifier
 * @param product what they describe, for example esxi
 * @param productVersion the version that they describe
 * @param pcrs PCRs that a HOST_UNIQUE draft speaks of; null for all that were quoted
 */
public record CaptureRequest(
        @NotBlank @Size(max = 63) String host,

        @NotEmpty Map<@NotNull Part, @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,99}") String> manifests,

        @NotBlank @Size(max = 100) String product,
        @NotBlank @Size(max = 100) String productVersion,

        @Nullable @Size(min = 1, max = 24) Set<@NotNull @Min(0) @Max(23) Integer> pcrs) {

    List<Captures.Wish> wishes() {
        return new TreeSet<>(manifests.keySet())
                .stream()
                        .map(part -> new Captures.Wish(
                                new ManifestId(String.valueOf(manifests.get(part))),
                                part,
                                product,
                                productVersion,
                                part.choosesPcrs() && pcrs != null
                                        ? PcrSelection.of(pcrs.stream()
                                                .mapToInt(Integer::intValue)
                                                .toArray())
                                        : null))
                        .toList();
    }
}
