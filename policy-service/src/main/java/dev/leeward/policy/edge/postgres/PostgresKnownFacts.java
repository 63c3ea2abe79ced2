package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.KnownFacts;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Facts.GrantedApproval;
import dev.leeward.policy.policy.Facts.Peer;
import dev.leeward.policy.policy.PolicyRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads by primary key, however many hosts there are; four statements share one round trip to the database. */
@ApplicationScoped
class PostgresKnownFacts implements KnownFacts {
    private static final String ABOUT = """
            select * from workload_view where id = ?;
            select * from host_view
             where inventoried and (id = any (?) or id = (select host from workload_view where id = ?));
            select id, policy, policy_version, destination from approval
             where workload = ? and requested_by = ? and action = ? and state = 'GRANTED' and expires_at > ?;
            select peer.id, peer.host from workload_view peer
              join workload_view own on own.id = ? and peer.id <> own.id
               and peer.labels ->> 'anti-affinity' = own.labels ->> 'anti-affinity'
               and peer.tenant is not distinct from own.tenant
             where peer.host = any (?) and peer.labels ->> 'anti-affinity' is not null order by peer.id
            """;

    private final Sql sql;

    PostgresKnownFacts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Known about(PlacementRequest request, Instant now) {
        WorkloadId workload = request.workload();
        List<WorkloadView> workloads = new ArrayList<>();
        List<HostView> hosts = new ArrayList<>();
        List<GrantedApproval> approvals = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        sql.together(
                ABOUT,
                List.of(
                        row -> workloads.add(workload(row)),
                        row -> hosts.add(host(row)),
                        row -> approvals.add(approval(row)),
                        row -> peers.add(new Peer(new WorkloadId(row.text("id")), new HostId(row.text("host"))))),
                workload,
                request.hosts(),
                workload,
                workload,
                request.principal().id(),
                request.action().code(),
                now,
                workload,
                request.destinations());
        return new Known(workloads.isEmpty() ? null : workloads.getFirst(), hosts, approvals, peers);
    }

    private static WorkloadView workload(Row row) {
        return new WorkloadView(
                new WorkloadId(row.text("id")),
                row.text("name"),
                tenant(row.textOrNull("tenant")),
                Json.labels(row.text("labels")),
                hostId(row.textOrNull("host")),
                row.textOrNull("site"));
    }

    private static HostView host(Row row) {
        return new HostView(
                new HostId(row.text("id")),
                row.text("name"),
                row.text("site"),
                row.text("hypervisor"),
                row.text("hypervisor_version"),
                Json.labels(row.text("labels")),
                new Trust(
                        TrustStatus.valueOf(row.text("trust_status")),
                        row.text("trust_reason"),
                        row.instantOrNull("attested_at"),
                        row.instantOrNull("attested_until"),
                        Assurance.valueOf(row.text("assurance")),
                        assetTag(row)));
    }

    private static @Nullable TrustStatus assetTag(Row row) {
        String status = row.textOrNull("asset_tag");
        return status == null ? null : TrustStatus.valueOf(status);
    }

    private static GrantedApproval approval(Row row) {
        return new GrantedApproval(
                row.text("id"),
                new PolicyRef(row.text("policy"), row.integer("policy_version")),
                new HostId(row.text("destination")));
    }

    private static @Nullable TenantId tenant(@Nullable String id) {
        return id == null ? null : new TenantId(id);
    }

    private static @Nullable HostId hostId(@Nullable String id) {
        return id == null ? null : new HostId(id);
    }
}
