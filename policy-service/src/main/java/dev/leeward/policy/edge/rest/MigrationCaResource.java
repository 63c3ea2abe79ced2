package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AGENT;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.IssuedCertificates;
import dev.leeward.policy.app.MigrationAuthority;
import dev.leeward.policy.app.MigrationCertificates;
import dev.leeward.policy.app.MigrationCertificates.Outcome;
import dev.leeward.policy.placement.HostId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Certificates with which hosts show each other, when machines move between them, that they are trusted. */
@Path("/v1/migration-ca")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Migration certificates")
public class MigrationCaResource {
    private final MigrationCertificates certificates;
    private final MigrationAuthority authority;
    private final IssuedCertificates issued;
    private final Caller caller;

    MigrationCaResource(
            MigrationCertificates certificates,
            MigrationAuthority authority,
            IssuedCertificates issued,
            Caller caller) {
        this.certificates = certificates;
        this.authority = authority;
        this.issued = issued;
        this.caller = caller;
    }

    /** The authorities. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, AGENT})
    @Operation(
            operationId = "getMigrationCa",
            summary = "The authorities whose certificates count, and which one signs")
    public MigrationCaAnswer get() {
        return MigrationCaAnswer.of(authority.authorities());
    }

    /** Gives a host that is trusted now a certificate that ends with that trust at the latest. */
    @POST
    @Path("certificates")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @RolesAllowed(AGENT)
    @Operation(operationId = "issueMigrationCertificate", summary = "A certificate for the agent's own host")
    @APIResponse(responseCode = "201", description = "It was issued")
    @APIResponse(
            responseCode = "409",
            description = "host-not-trusted, trust-ends, host-unknown, no-name, no-migration-ca, authority-ends")
    @APIResponse(responseCode = "422", description = "request-unusable, not-its-name")
    @APIResponse(responseCode = "503", description = "view-stale")
    public CertificateAnswer.New issue(@NotNull @Valid CertificateRequest request) {
        caller.requireAgentOf(request.host());
        return switch (certificates.issue(new HostId(request.host()), request.request())) {
            case Outcome.Given(var certificate, var pem) ->
                CertificateAnswer.New.of(
                        certificate,
                        pem,
                        MigrationCaAnswer.of(authority.authorities()).bundle());
            case Outcome.Refused(var code, var reason, var remedy) ->
                throw ProblemException.refused(status(code), code, reason, request.host(), remedy);
        };
    }

    private static int status(String code) {
        return switch (code) {
            case "request-unusable", "not-its-name" -> 422;
            case "view-stale" -> 503;
            default -> 409;
        };
    }

    /** Lists, the newest first. */
    @GET
    @Path("certificates")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(
            operationId = "listMigrationCertificates",
            summary = "Certificates that hosts were given, the newest first")
    @APIResponse(responseCode = "400", description = "invalid-host")
    public Page<CertificateAnswer> list(
            @QueryParam("host") @Nullable String host,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        if (caller.tenant().isPresent()) {
            return new Page<>(List.of(), null);
        }
        return Page.of(
                        issued.list(
                                host == null ? null : host(host),
                                page.after().map(Cursors::id).orElse(null),
                                page.limit() + 1),
                        page,
                        row -> row.id().toString())
                .map(CertificateAnswer::of);
    }

    private static HostId host(String id) {
        try {
            return new HostId(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-host", String.valueOf(e.getMessage()), "host", "Give the id of a host.");
        }
    }
}
