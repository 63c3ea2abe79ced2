package dev.leeward.policy.edge.rest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of {@code POST /v1/simulations}. */
@Schema(description = "What would have been decided if this version had been in force?")
public record SimulationRequest(
        @NotBlank @Schema(description = "provider, or tenant:<id>")
        String scope,

        @NotNull @Min(1) Integer version,

        @NotNull @Min(1) @Max(366) @Schema(description = "Decisions of so many past days")
        Integer days) {}
