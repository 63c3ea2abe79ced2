package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.assessment.Assessments;
import dev.leeward.compliance.assessment.HostTrust;
import dev.leeward.compliance.assessment.RatingTrend;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
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

        RatingTrend.Change change(Row row) {
            String next = row.text("host_id");
            String overall = row.textOrNull("overall");
            if (!next.equals(host)) {
                host = next;
                trusted = false;
            }
            if (overall != null) {
                trusted = TrustStatus.valueOf(overall) == TrustStatus.TRUSTED;
            }
            boolean counts = row.flag("counts");
            return new RatingTrend.Change(host, row.instant("occurred_at"), counts, counts && trusted);
        }
    }

    private static HostIntegrity host(Row row, Instant now) {
        boolean attested = row.textOrNull("overall") != null;
        HostTrust trust = attested ? PostgresFacts.hostTrust(row).at(now) : HostTrust.NEVER_ATTESTED;
        return new HostIntegrity(
                row.text("host_id"),
                row.text("name"),
                row.text("site"),
                row.text("vendor"),
                row.text("model"),
                row.text("hypervisor"),
                row.text("hypervisor_version"),
                trust.platform(),
                trust.vmm(),
                trust.hostUnique(),
                trust.assetTag(),
                trust.configuration(),
                trust.overall(),
                trust.reason(),
                row.instantOrNull("attested_at"),
                row.instantOrNull("attested_until"),
                Objects.requireNonNullElse(row.textOrNull("assurance"), "NONE"),
                row.textOrNull("evidence_id"),
                attested ? PostgresFacts.proof(row) : null,
                Assessments.of(trust),
                row.integer("workloads"));
    }
}
