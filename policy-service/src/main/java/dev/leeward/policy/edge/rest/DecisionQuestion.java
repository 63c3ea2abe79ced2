package dev.leeward.policy.edge.rest;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/decisions}. */
@Schema(description = "May this principal put this workload onto this host? Name a destination or candidates.")
public record DecisionQuestion(
        @NotBlank @Size(max = 200) @Schema(description = "Your id of this question: the same id gets the same answer.")
        String requestId,

        @NotBlank @Schema(examples = "migrate", description = "migrate, recover, test, clone or power-on")
        String action,

        @Valid @Schema(description = "Who asks; only enforcement points and administrators may state it.") @Nullable Asker principal,

        @NotBlank @Size(max = 200) String workload,
        @Size(max = 200) @Nullable String source,
        @Size(max = 200) @Nullable String destination,

        @Size(max = 100) @Schema(description = "All hosts that may be chosen: every one must pass.") @Nullable List<@NotBlank @Size(max = 200) String> candidates,

        @Size(max = 100) @Schema(description = "Approvals to rest on; all that were given where absent.") @Nullable List<@NotBlank String> approvals,

        @Valid @Nullable Emergency breakGlass,

        @Size(max = 200) @Schema(description = "Where it is asked.", defaultValue = "api") @Nullable String enforcementPoint) {
    /** A stated principal. */
    @Schema(name = "StatedPrincipal")
    public record Asker(
            @NotBlank @Size(max = 200) String id,
            @NotNull @Size(max = 50) List<@NotBlank String> roles,
            @Size(max = 200) @Nullable String tenant) {}

    /** An emergency override. */
    @Schema(name = "BreakGlass")
    public record Emergency(
            @NotBlank @Size(max = 2000) String reason,
            @NotBlank @Size(max = 200) String ticket) {}
}
