package dev.leeward.policy.edge.postgres;

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
import dev.leeward.policy.policy.PolicyRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads by primary key, however many hosts there are; three statements share one round trip to the database. */
@ApplicationScoped
class PostgresKnownFacts implements KnownFacts {
    private static final String ABOUT = """
            select * from workload_view where id = ?;
            select * from host_view
             where inventoried and (id = any (?) or id = (select host from workload_view where id = ?));
            select id, policy, policy_version, destination from approval
             where workload = ? and requested_by = ? and action = ? and state = 'GRANTED' and expires_at > ?
            """;

    private final DataSource database;

    PostgresKnownFacts(DataSource database) {
        this.database = database;
    }

    @Override
    public Known about(PlacementRequest request, Instant now) {
        String workload = request.workload().value();
        String[] destinations =
                request.destinations().stream().map(HostId::value).toArray(String[]::new);
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ABOUT)) {
            statement.setString(1, workload);
            statement.setArray(2, connection.createArrayOf("text", destinations));
            statement.setString(3, workload);
            statement.setString(4, workload);
            statement.setString(5, request.principal().id());
            statement.setString(6, request.action().code());
            statement.setObject(7, now.atOffset(ZoneOffset.UTC));
            statement.execute();
            List<WorkloadView> workloads = rows(statement, PostgresKnownFacts::workload);
            statement.getMoreResults();
            List<HostView> hosts = rows(statement, PostgresKnownFacts::host);
            statement.getMoreResults();
            List<GrantedApproval> approvals = rows(statement, PostgresKnownFacts::approval);
            return new Known(workloads.isEmpty() ? null : workloads.getFirst(), hosts, approvals);
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, Sql.Row<T> row) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
        }
        return found;
    }

    private static WorkloadView workload(ResultSet row) throws SQLException {
        return new WorkloadView(
                new WorkloadId(row.getString("id")),
                row.getString("name"),
                tenant(row.getString("tenant")),
                Json.labels(row.getString("labels")),
                hostId(row.getString("host")),
                row.getString("site"));
    }

    private static HostView host(ResultSet row) throws SQLException {
        return new HostView(
                new HostId(row.getString("id")),
                row.getString("name"),
                row.getString("site"),
                row.getString("hypervisor"),
                row.getString("hypervisor_version"),
                Json.labels(row.getString("labels")),
                new Trust(
                        TrustStatus.valueOf(row.getString("trust_status")),
                        row.getString("trust_reason"),
                        Sql.instant(row, "attested_at"),
                        Sql.instant(row, "attested_until"),
                        Assurance.valueOf(row.getString("assurance"))));
    }

    private static GrantedApproval approval(ResultSet row) throws SQLException {
        return new GrantedApproval(
                row.getString("id"),
                new PolicyRef(row.getString("policy"), row.getInt("policy_version")),
                new HostId(row.getString("destination")));
    }

    private static @Nullable TenantId tenant(@Nullable String id) {
        return id == null ? null : new TenantId(id);
    }

    private static @Nullable HostId hostId(@Nullable String id) {
        return id == null ? null : new HostId(id);
    }
}
