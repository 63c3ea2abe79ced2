package dev.leeward.migration.edge.rest;

import dev.leeward.migration.migration.Kind;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A wish to move a workload.
 *
 * @param destinationHost where to; null to let a host be chosen
 * @param destinationSite at which site a host is chosen; null for any
 * @param kind LIVE where it is not said
 */
public record MigrationRequest(
        @NotBlank @Size(max = 200) String workload,
        @Nullable @Size(max = 200) String destinationHost,
        @Nullable @Size(max = 200) String destinationSite,
        @Nullable Kind kind) {}
