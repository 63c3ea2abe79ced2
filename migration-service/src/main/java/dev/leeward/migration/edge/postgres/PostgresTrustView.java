package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.TrustView;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.host.TrustStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hosts and their trust; an older fact never overwrites a newer one. */
@ApplicationScoped
class PostgresTrustView implements TrustView {
    private static final String SELECT = """
        select t.host_id, t.status, t.reason, t.attested_at, t.attested_until, coalesce(d.retired, false) as retired
        from host_trust t left join host_description d on d.host_id = t.host_id
        """;

    private final Sql sql;

    PostgresTrustView(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void described(HostId host, String name, SiteId site, Map<String, String> labels, Order order) {
        sql.update("""
            insert into host_description (host_id, name, site_id, labels, retired, epoch, sequence)
            values (?, ?, ?, ?::jsonb, false, ?, ?)
            on conflict (host_id) do update
            set name = excluded.name, site_id = excluded.site_id, labels = excluded.labels, retired = false,
                epoch = excluded.epoch, sequence = excluded.sequence
            where (host_description.epoch, host_description.sequence) < (excluded.epoch, excluded.sequence)
            """, host, name, site, EventJson.write(labels), order.epoch(), order.sequence());
    }

    @Override
    public void retired(HostId host, Order order) {
        sql.update("""
            insert into host_description (host_id, name, site_id, labels, retired, epoch, sequence)
            values (?, '', '', '{}', true, ?, ?)
            on conflict (host_id) do update
            set retired = true, epoch = excluded.epoch, sequence = excluded.sequence
            where (host_description.epoch, host_description.sequence) < (excluded.epoch, excluded.sequence)
            """, host, order.epoch(), order.sequence());
    }

    @Override
    public void appraised(
            HostId host,
            TrustStatus status,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            Order order) {
        sql.update("""
            insert into host_trust (host_id, status, reason, attested_at, attested_until, epoch, sequence)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (host_id) do update
            set status = excluded.status, reason = excluded.reason,
                attested_at = excluded.attested_at, attested_until = excluded.attested_until,
                epoch = excluded.epoch, sequence = excluded.sequence
            where (host_trust.epoch, host_trust.sequence) < (excluded.epoch, excluded.sequence)
            """, host, status, reason, attestedAt, attestedUntil, order.epoch(), order.sequence());
    }

    @Override
    public HostTrust of(HostId host) {
        return sql.first(SELECT + " where t.host_id = ?", PostgresTrustView::trust, host)
                .orElseGet(() -> HostTrust.unknown(host));
    }

    @Override
    public Map<HostId, HostTrust> all() {
        return sql.list(SELECT, PostgresTrustView::trust).stream()
                .collect(Collectors.toMap(HostTrust::host, Function.identity()));
    }

    private static HostTrust trust(Row r) {
        HostId host = new HostId(r.text("host_id"));
        return r.flag("retired")
                ? new HostTrust(host, TrustStatus.UNKNOWN, "it left the inventory", null, null)
                : new HostTrust(
                        host,
                        TrustStatus.valueOf(r.text("status")),
                        r.text("reason"),
                        r.instantOrNull("attested_at"),
                        r.instantOrNull("attested_until"));
    }
}
