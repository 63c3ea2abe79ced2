package dev.leeward.bench;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.WorkloadView;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Puts hosts, workloads and policies before policy-service, as if their events had been folded. */
final class PolicyView {
    private static final int CHUNK = 10_000;
    private static final String HOSTS = """
            insert into host_view (id, name, site, hypervisor, hypervisor_version, labels, inventoried, trust_status,
                                   trust_reason, attested_at, attested_until, assurance)
            select id, name, site, hypervisor, version, labels::jsonb, true, trust, reason, since::timestamptz,
                   until::timestamptz, assurance
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::text[], ?::text[], ?::text[])
                as n (id, name, site, hypervisor, version, labels, trust, reason, since, until, assurance)
                on conflict (id) do nothing
            """;
    private static final String WORKLOADS = """
            insert into workload_view (id, name, tenant, labels, host, site, epoch, sequence)
            select id, name, tenant, labels::jsonb, host, site, 0, 0
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as n (id, name, tenant, labels, host, site)
                on conflict (id) do nothing
            """;

    private PolicyView() {}

    static void install(Lab lab, Placements placements) {
        try (var database = lab.database(Part.POLICY)) {
            for (int first = 0; first < placements.hosts(); first += CHUNK) {
                var hosts = IntStream.range(first, Math.min(first + CHUNK, placements.hosts()))
                        .mapToObj(placements::host)
                        .toList();
                insert(
                        database,
                        HOSTS,
                        hosts,
                        List.of(
                                host -> host.id().value(),
                                HostView::name,
                                HostView::site,
                                HostView::hypervisor,
                                HostView::hypervisorVersion,
                                host -> Api.write(host.labels()),
                                host -> host.trust().status().name(),
                                host -> host.trust().reason(),
                                host -> host.trust().attestedAt(),
                                host -> host.trust().attestedUntil(),
                                host -> host.trust().assurance().name()));
            }
            var workloads = IntStream.range(0, placements.workloads())
                    .mapToObj(placements::workload)
                    .toList();
            insert(
                    database,
                    WORKLOADS,
                    workloads,
                    List.of(
                            workload -> workload.id().value(),
                            WorkloadView::name,
                            WorkloadView::tenant,
                            workload -> Api.write(workload.labels()),
                            WorkloadView::host,
                            WorkloadView::site));
            try (var analyze = database.createStatement()) {
                analyze.execute("analyze host_view, workload_view");
            }
        } catch (SQLException e) {
            throw new UserError("the view cannot be filled: " + e.getMessage(), e);
        }
    }

    static void publishPolicies(Lab lab) {
        var officer = officer(lab);
        var drafted = "/v1/policy-sets/provider/versions/" + draft(lab, Policies.document()) + "/actions/";
        officer.postText(Part.POLICY, drafted + "approve", "application/json", "")
                .expectSuccess();
        officer.postText(Part.POLICY, drafted + "publish", "application/json", "")
                .expectSuccess();
    }

    /** Drafts a version of the provider's policies, and returns its number. */
    static int draft(Lab lab, String document) {
        return officer(lab)
                .postText(Part.POLICY, "/v1/policy-sets/provider/versions", "application/yaml", document)
                .expect(201)
                .path("version")
                .path("version")
                .asInt();
    }

    private static Api officer(Lab lab) {
        return lab.stack().api().as("sue", "security-officer", null);
    }

    private static <T> void insert(
            Connection database, String statement, List<T> rows, List<Function<T, Object>> columns)
            throws SQLException {
        try (var insert = database.prepareStatement(statement)) {
            for (int column = 0; column < columns.size(); column++) {
                var values = rows.stream()
                        .map(columns.get(column))
                        .map(value -> value == null ? null : value.toString())
                        .toArray();
                insert.setArray(column + 1, database.createArrayOf("text", values));
            }
            insert.executeUpdate();
        }
    }
}
