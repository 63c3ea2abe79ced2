package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.BulkKind;
import dev.leeward.attestation.app.HostSelection;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.messaging.rest.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One command to many hosts.
 *
 * @param kind what is done to each
 * @param selection which hosts; all of what is said has to be true of a host
 * @param reason why; kept, and said in the events that follow
 */
public record BulkOperationBody(
        @NotNull BulkKind kind,
        @NotNull @Valid Selection selection,
        @NotBlank @Size(max = 500) String reason) {

    /**
     * Which hosts.
     *
     * @param site the site that they stand in
     * @param labels labels that the inventory gives them
     * @param status the trust in them
     * @param manifest reference manifest that some part of their last result matched or was compared with
     * @param endorsementRoot endorsement root that their TPM's certificate chains to
     * @param hosts which they are
     */
    public record Selection(
            @Nullable @Size(min = 1, max = 63) String site,
            @Nullable @Size(max = 20) Map<@NotBlank String, @NotNull String> labels,
            @Nullable TrustStatus status,

            @Nullable @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,99}") String manifest,

            @Nullable UUID endorsementRoot,

            @Nullable @Size(max = 10_000) Set<@NotNull @Pattern(regexp = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?") String> hosts) {

        static Selection of(HostSelection selection) {
            return new Selection(
                    selection.site(),
                    selection.labels(),
                    selection.status(),
                    selection.manifest() == null ? null : selection.manifest().value(),
                    selection.endorsementRoot(),
                    selection.hosts().stream().map(HostId::value).collect(Collectors.toSet()));
        }
    }

    HostSelection toSelection() {
        try {
            return new HostSelection(
                    selection.site(),
                    Objects.requireNonNullElse(selection.labels(), Map.of()),
                    selection.status(),
                    selection.manifest() == null ? null : new ManifestId(selection.manifest()),
                    selection.endorsementRoot(),
                    Objects.requireNonNullElse(selection.hosts(), Set.<String>of()).stream()
                            .map(HostId::new)
                            .collect(Collectors.toSet()));
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(
                    422,
                    "selection-empty",
                    "The selection does not say which hosts are meant.",
                    "selection",
                    "Name a site, labels, a status, a manifest, an endorsement root, or hosts.");
        }
    }
}
