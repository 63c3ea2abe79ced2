package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostDirectory;
import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Turn;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Hosts and the trust in them. They belong to the provider: whoever is bound to a tenant sees none. */
@Path("/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public class HostsResource {

    private final HostDirectory directory;
    private final Caller caller;

    HostsResource(HostDirectory directory, Caller caller) {
        this.directory = directory;
        this.caller = caller;
    }

    /** Hosts by id. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.ENFORCEMENT_POINT})
    @Operation(operationId = "listHosts", summary = "Hosts and the trust in them, by site and status where given")
    public Page<HostView> hosts(
            @QueryParam("site") @Nullable String site,
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        TrustStatus wanted = status == null ? null : status(status);
        HostId after = request.after().map(HostsResource::position).orElse(null);
        if (!caller.sees(null)) {
            return new Page<>(List.of(), null);
        }
        Instant now = directory.now();
        List<HostRecord> rows = directory.page(site, wanted, after, request.limit() + 1);
        Map<HostId, Turn> turns =
                directory.turns(rows.stream().map(HostRecord::id).toList());
        return Page.of(rows, request, host -> host.id().value())
                .map(host -> HostView.of(host, turns.get(host.id()), directory.overdueAfter(), now));
    }

    /** One host. An agent sees its own. */
    @GET
    @Path("/{id}")
    @RolesAllowed({
        Roles.ADMIN,
        Roles.OPERATOR,
        Roles.SECURITY_OFFICER,
        Roles.AUDITOR,
        Roles.ENFORCEMENT_POINT,
        Roles.AGENT
    })
    @Operation(operationId = "getHost", summary = "A host and the trust in it")
    @APIResponse(responseCode = "200", description = "The host")
    @APIResponse(responseCode = "404", description = "unknown-host")
    public HostView host(@PathParam("id") String id) {
        HostId host = Input.host(id);
        boolean foreignAgent = caller.roles().equals(Set.of(Roles.AGENT)) && !caller.isAgentOf(host.value());
        if (foreignAgent || !caller.sees(null)) {
            throw Input.unknownHost(id);
        }
        return directory
                .find(host)
                .map(found -> HostView.of(
                        found, directory.turns(List.of(host)).get(host), directory.overdueAfter(), directory.now()))
                .orElseThrow(() -> Input.unknownHost(id));
    }

    static HostId position(String value) {
        if (!HostId.isValid(value)) {
            throw PageRequest.invalidCursor();
        }
        return new HostId(value);
    }

    private static TrustStatus status(String value) {
        return Arrays.stream(TrustStatus.values())
                .filter(status -> status.name().equals(value))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-status",
                        "There is no trust status " + value + ".",
                        "status",
                        "Use one of " + Arrays.toString(TrustStatus.values()) + "."));
    }
}
