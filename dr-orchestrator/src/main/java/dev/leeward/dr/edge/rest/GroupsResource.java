package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.Answer;
import dev.leeward.dr.app.ProtectionGroups;
import dev.leeward.dr.app.StoredGroup;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.GroupDefinition;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.replication.ReplicationStatus;
import dev.leeward.dr.replication.Rpo;
import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Ids;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Protection groups of a tenant. */
@Path("/v1/tenants/{tenant}/protection-groups")
class GroupsResource {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    private static final int CREATED = 201;

    private final ProtectionGroups groups;
    private final IdempotencyKeys keys;
    private final Answers answers;
    private final Access access;
    private final Ids ids;

    GroupsResource(ProtectionGroups groups, IdempotencyKeys keys, Answers answers, Access access, Ids ids) {
        this.groups = groups;
        this.keys = keys;
        this.answers = answers;
        this.access = access;
        this.ids = ids;
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response create(
            @PathParam("tenant") String tenantId,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Valid @NotNull NewGroup body) {
        var tenant = access.tenant(tenantId);
        if (body.fromSite().equals(body.toSite())) {
            throw ProblemException.refused(
                    422,
                    "same-site",
                    "Group '" + body.name() + "' would be protected from " + body.fromSite() + " to itself.",
                    "toSite",
                    "Name two different sites.");
        }
        return keys.once(key, tenant + "/protection-groups", body, () -> create(tenant, body))
                .as(Reply.class)
                .toResponse();
    }

    private Reply create(TenantId tenant, NewGroup body) {
        var id = body.id();
        var definition = new GroupDefinition(
                new GroupId(id == null ? ids.next().toString() : id),
                tenant,
                body.name(),
                body.workloads().stream().map(WorkloadId::new).toList(),
                new Rpo(Duration.ofSeconds(body.rpoSeconds())),
                ReplicationMode.valueOf(body.replication()));
        var direction = new Direction(new SiteId(body.fromSite()), new SiteId(body.toSite()));
        return answers.reply(
                groups.create(definition, direction),
                group -> answers.reply(
                        CREATED,
                        "/v1/tenants/" + tenant + "/protection-groups/" + definition.id(),
                        GroupBody.of(group, null)));
    }

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<GroupBody> list(
            @PathParam("tenant") String tenantId,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var request = PageRequest.of(limit, cursor);
        var rows = groups.list(
                access.tenant(tenantId), request.limit() + 1, request.after().orElse(null));
        return Page.of(rows, request, stored -> stored.group().id().value()).map(stored -> GroupBody.of(stored, null));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public GroupBody get(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        var stored = find(tenantId, id);
        return GroupBody.of(stored, groups.status(stored.group().id()));
    }

    @GET
    @Path("{id}/recovery-points")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<PointBody> recoveryPoints(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        return new Page<>(
                groups.recoveryPoints(find(tenantId, id).group().id()).stream()
                        .map(PointBody::of)
                        .toList(),
                null);
    }

    @POST
    @Path("{id}/actions/pause")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response pause(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        return change(tenantId, id, "pause", key, groups::pause);
    }

    @POST
    @Path("{id}/actions/resume")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response resume(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        return change(tenantId, id, "resume", key, groups::resume);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response delete(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        answers.valueOf(groups.delete(access.tenant(tenantId), groupId(id)));
        return Response.noContent().build();
    }

    private Response change(String tenantId, String id, String action, @Nullable String key, Change change) {
        var tenant = access.tenant(tenantId);
        var group = groupId(id);
        return keys.once(
                        key,
                        tenant + "/protection-groups/" + group + "/" + action,
                        "",
                        () -> answers.reply(
                                change.of(tenant, group),
                                stored -> answers.reply(
                                        200,
                                        "/v1/tenants/" + tenant + "/protection-groups/" + group,
                                        GroupBody.of(stored, null))))
                .as(Reply.class)
                .toResponse();
    }

    private StoredGroup find(String tenantId, String id) {
        return answers.valueOf(groups.find(access.tenant(tenantId), groupId(id)));
    }

    private static GroupId groupId(String id) {
        return Access.id("protection group", id, GroupId::new);
    }

    /** A change of a group. */
    private interface Change {
        Answer<StoredGroup> of(TenantId tenant, GroupId group);
    }

    /** A group to be protected; the id is made where none is given. */
    record NewGroup(
            @Nullable @Pattern(regexp = ID) String id,
            @NotBlank @Size(max = 200) String name,

            @NotEmpty @Size(max = 5_000) List<@NotNull @Pattern(regexp = ID) String> workloads,

            @NotNull @Pattern(regexp = ID) String fromSite,
            @NotNull @Pattern(regexp = ID) String toSite,
            @Min(0) long rpoSeconds,

            @NotNull @Pattern(regexp = "SYNCHRONOUS|ASYNCHRONOUS", message = "must be SYNCHRONOUS or ASYNCHRONOUS") String replication) {}

    /** A recovery point. */
    record PointBody(String id, Instant takenAt) {
        static PointBody of(RecoveryPoint point) {
            return new PointBody(point.id(), point.takenAt());
        }
    }

    /** A group as it stands; lag and recovery point where the sites were asked. */
    record GroupBody(
            String id,
            String tenant,
            String name,
            List<String> workloads,
            String fromSite,
            String toSite,
            long rpoSeconds,
            String replication,
            String state,
            @Nullable String run,
            boolean rpoBreached,
            @Nullable String replicationState,
            @Nullable Long lagMillis,
            @Nullable PointBody newestRecoveryPoint,
            Instant createdAt) {
        static GroupBody of(StoredGroup stored, @Nullable ReplicationStatus status) {
            var group = stored.group();
            var definition = group.definition();
            return new GroupBody(
                    definition.id().value(),
                    definition.tenant().value(),
                    definition.name(),
                    definition.workloads().stream().map(WorkloadId::value).toList(),
                    group.state().direction().from().value(),
                    group.state().direction().to().value(),
                    definition.rpo().allowed().toSeconds(),
                    definition.mode().name(),
                    group.state().phase(),
                    group.state().heldBy().map(RunId::value).orElse(null),
                    group.breached(),
                    status == null ? null : status.state().name(),
                    status == null ? null : status.lag().map(Duration::toMillis).orElse(null),
                    status == null ? null : status.newest().map(PointBody::of).orElse(null),
                    stored.createdAt());
        }
    }
}
