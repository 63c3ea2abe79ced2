package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads by primary key, however many hosts there are; four statements share one round trip to the database. */
@ApplicationScoped
class PostgresKnownFacts implements KnownFacts {
    private static final String WORKLOADS = "select * from workload_view where id = any (?)";

    private static final String HOSTS = """
            select * from host_view
             where inventoried
               and id = any (? || array(select host from workload_view where id = any (?) and host is not null))
            """;

    private static final String CONSENTS = """
            select id, policy, policy_version, workload, action, requested_by, destination from approval
             where workload = any (?) and state = 'GRANTED' and expires_at > ?
            """;

    private static final String PEERS = """
            select own.id as own, peer.id, peer.host from workload_view peer
              join workload_view own on own.id = any (?) and peer.id <> own.id
               and peer.labels ->> 'anti-affinity' = own.labels ->> 'anti-affinity'
               and peer.tenant is not distinct from own.tenant
             where peer.host = any (?) and peer.labels ->> 'anti-affinity' is not null order by peer.id
            """;

    /** What one person may do to one workload by the consent of another. */
    private record Consent(WorkloadId workload, String requestedBy, String action, GrantedApproval approval) {
        boolean counts(PlacementRequest request) {
            return workload.equals(request.workload())
                    && requestedBy.equals(request.principal().id())
                    && action.equals(request.action().code());
        }
    }

    /** The rows about some requests, to be picked from for each. */
    private static final class Found {
        private final Map<WorkloadId, WorkloadView> workloads = new HashMap<>();
        private final Map<HostId, HostView> hosts = new HashMap<>();
        private final List<Consent> consents = new ArrayList<>();
        private final Map<WorkloadId, List<Peer>> peers = new HashMap<>();

        Known about(PlacementRequest request) {
            WorkloadView workload = workloads.get(request.workload());
            SequencedSet<HostId> involved = new LinkedHashSet<>(request.hosts());
            if (workload != null && workload.host() != null) {
                involved.add(workload.host());
            }
            return new Known(
                    workload,
                    involved.stream()
                            .flatMap(id -> Stream.ofNullable(hosts.get(id)))
                            .toList(),
                    consents.stream()
                            .filter(consent -> consent.counts(request))
                            .map(Consent::approval)
                            .toList(),
                    peers.getOrDefault(request.workload(), List.of()).stream()
                            .filter(peer -> request.destinations().contains(peer.host()))
                            .toList());
        }
    }

    private final Sql sql;

    PostgresKnownFacts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Known> about(List<PlacementRequest> requests, Instant now) {
        Set<WorkloadId> workloads =
                requests.stream().map(PlacementRequest::workload).collect(Collectors.toSet());
        Set<HostId> hosts =
                requests.stream().flatMap(request -> request.hosts().stream()).collect(Collectors.toSet());
        Found found = new Found();
        sql.together(
                new Query(WORKLOADS, row -> add(found.workloads, workload(row), WorkloadView::id), workloads),
                new Query(HOSTS, row -> add(found.hosts, host(row), HostView::id), hosts, workloads),
                new Query(CONSENTS, row -> found.consents.add(consent(row)), workloads, now),
                new Query(
                        PEERS,
                        row -> found.peers
                                .computeIfAbsent(new WorkloadId(row.text("own")), _ -> new ArrayList<>())
                                .add(new Peer(new WorkloadId(row.text("id")), new HostId(row.text("host")))),
                        workloads,
                        hosts));
        return requests.stream().map(found::about).toList();
    }

    @Override
    public List<HostView> hosts(Collection<HostId> ids) {
        return sql.list("select * from host_view where inventoried and id = any (?)", PostgresKnownFacts::host, ids);
    }

    @Override
    public boolean isOfAnother(String name, HostId than) {
        return sql.first(
                        "select id from host_view where inventoried and id <> ? and (lower(id) = lower(?) or lower(name) = lower(?)) limit 1",
                        row -> row.text("id"),
                        than.value(),
                        name,
                        name)
                .isPresent();
    }

    private static <K, V> void add(Map<K, V> map, V value, Function<V, K> key) {
        map.put(key.apply(value), value);
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

    private static Consent consent(Row row) {
        return new Consent(
                new WorkloadId(row.text("workload")),
                row.text("requested_by"),
                row.text("action"),
                new GrantedApproval(
                        row.text("id"),
                        new PolicyRef(row.text("policy"), row.integer("policy_version")),
                        new HostId(row.text("destination"))));
    }

    private static @Nullable TenantId tenant(@Nullable String id) {
        return id == null ? null : new TenantId(id);
    }

    private static @Nullable HostId hostId(@Nullable String id) {
        return id == null ? null : new HostId(id);
    }
}
