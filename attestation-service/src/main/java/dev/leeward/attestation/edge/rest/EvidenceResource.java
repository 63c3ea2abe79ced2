package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.EvidenceArchive;
import dev.leeward.attestation.app.HostDirectory;
import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.app.KeptEvidence;
import dev.leeward.attestation.host.HostId;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The evidence behind verdicts, for whoever checks it. {@link AttestationResource} takes it in. */
@Path("/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Evidence")
public class EvidenceResource {

    private final EvidenceArchive archive;
    private final HostDirectory directory;
    private final Caller caller;

    EvidenceResource(EvidenceArchive archive, HostDirectory directory, Caller caller) {
        this.archive = archive;
        this.directory = directory;
        this.caller = caller;
    }

    /** Evidence of a host. */
    @GET
    @Path("/{id}/evidence")
    @RolesAllowed({Roles.ADMIN, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "listEvidence",
            summary = "Evidence of a host that was verified, the newest first; what was refused is an event")
    @APIResponse(responseCode = "200", description = "A page of it")
    @APIResponse(responseCode = "404", description = "unknown-host")
    public Page<EvidenceEntryView> list(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        UUID before = request.after().map(Input::position).orElse(null);
        HostRecord host = visible(id);
        UUID ofVerdict = ofVerdict(host);
        return Page.of(
                        archive.page(host.id(), before, request.limit() + 1),
                        request,
                        row -> row.id().toString())
                .map(row -> EvidenceEntryView.of(row, ofVerdict));
    }

    /** One piece of evidence. */
    @GET
    @Path("/{id}/evidence/{evidence}")
    @RolesAllowed({Roles.ADMIN, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "getEvidence",
            summary = "Quote, signature, key, PCRs and event log as the host sent them, to be checked offline")
    @APIResponse(responseCode = "200", description = "The evidence")
    @APIResponse(responseCode = "404", description = "unknown-host, evidence-not-found")
    public WholeEvidenceView get(@PathParam("id") String id, @PathParam("evidence") UUID evidence) {
        HostRecord host = visible(id);
        KeptEvidence.Whole whole = archive.find(host.id(), evidence)
                .orElseThrow(() -> ProblemException.notFound("evidence", evidence.toString()));
        return WholeEvidenceView.of(id, whole, ofVerdict(host));
    }

    private HostRecord visible(String id) {
        HostId host = Input.host(id);
        return directory.find(host).filter(_ -> caller.sees(null)).orElseThrow(() -> Input.unknownHost(id));
    }

    private static @Nullable UUID ofVerdict(HostRecord host) {
        return host.trust().result().map(result -> result.evidenceId()).orElse(null);
    }
}
