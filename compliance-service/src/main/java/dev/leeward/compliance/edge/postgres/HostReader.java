package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.assessment.Assessments;
import dev.leeward.compliance.assessment.HostTrust;
import dev.leeward.compliance.assessment.RatingTrend;
import dev.leeward.compliance.host.TrustStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads hosts as they are now: trust that has expired is stale, whether or not somebody has said so. */
@ApplicationScoped
class HostReader {
    private static final String HOSTS = """
            select h.*, (select count(*) from placement p where p.host_id = h.host_id
                            and (?::text is null or p.tenant = ?::text)) as workloads
              from host_view h
             where (?::text is null
                    or exists (select 1 from placement p where p.host_id = h.host_id and p.tenant = ?::text))
               and (?::text is null or h.host_id = ?::text)
             order by h.site, h.name, h.host_id
            """;

    /** A host counts from its discovery or first result until its retirement, and again once it is discovered again. */
    private static final String CHANGES = """
            select host_id, occurred_at, epoch, sequence, event_id, true as counts, overall
              from host_turn t
             where ?::text is null
                or exists (select 1 from placement p where p.host_id = t.host_id and p.tenant = ?::text)
            union all
            select host_id, occurred_at, epoch, sequence, event_id, true, null
              from host_discovery d
             where ?::text is null
                or exists (select 1 from placement p where p.host_id = d.host_id and p.tenant = ?::text)
            union all
            select host_id, occurred_at, epoch, sequence, event_id, false, null
              from host_retirement r
             where ?::text is null
                or exists (select 1 from placement p where p.host_id = r.host_id and p.tenant = ?::text)
             order by host_id, epoch, sequence, event_id
            """;

    private final Sql sql;
    private final Clock clock;

    HostReader(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    List<HostIntegrity> hosts(Scope scope, @Nullable String hostId) {
        Instant now = clock.instant();
        String tenant = scope.tenant();
        return sql.list(HOSTS, row -> host(row, now), tenant, tenant, tenant, tenant, hostId, hostId);
    }

    List<RatingTrend.Change> changes(Scope scope) {
        String tenant = scope.tenant();
        Satisfied satisfied = new Satisfied();
        return sql.list(CHANGES, satisfied::change, tenant, tenant, tenant, tenant, tenant, tenant);
    }

    /** Follows one host after the other through its changes. */
    private static final class Satisfied {
        private String host = "";
        private boolean trusted;

        RatingTrend.Change change(ResultSet row) throws SQLException {
            String next = row.getString("host_id");
            String overall = row.getString("overall");
            if (!next.equals(host)) {
                host = next;
                trusted = false;
            }
            if (overall != null) {
                trusted = TrustStatus.valueOf(overall) == TrustStatus.TRUSTED;
            }
            boolean counts = row.getBoolean("counts");
            return new RatingTrend.Change(host, Sql.time(row, "occurred_at"), counts, counts && trusted);
        }
    }

    private static HostIntegrity host(ResultSet row, Instant now) throws SQLException {
        boolean attested = row.getString("overall") != null;
        HostTrust trust = attested ? PostgresFacts.hostTrust(row).at(now) : HostTrust.NEVER_ATTESTED;
        return new HostIntegrity(
                row.getString("host_id"),
                row.getString("name"),
                row.getString("site"),
                row.getString("vendor"),
                row.getString("model"),
                row.getString("hypervisor"),
                row.getString("hypervisor_version"),
                trust.platform(),
                trust.vmm(),
                trust.configuration(),
                trust.overall(),
                trust.reason(),
                Sql.instant(row, "attested_at"),
                Sql.instant(row, "attested_until"),
                Objects.requireNonNullElse(row.getString("assurance"), "NONE"),
                row.getString("evidence_id"),
                attested ? PostgresFacts.proof(row) : null,
                Assessments.of(trust),
                row.getInt("workloads"));
    }
}
