package dev.leeward.policy.edge.rest;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of {@code POST /v1/policy-sets/{scope}/versions/{version}/actions/reject}. */
@Schema(name = "PolicySetRejection")
public record RejectRequest(@NotBlank @Size(max = 500) String reason) {}
