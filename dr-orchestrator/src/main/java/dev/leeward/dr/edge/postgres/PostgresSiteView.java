package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.SiteView;
import dev.leeward.dr.group.SiteId;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Sites, hosts and their trust in PostgreSQL. */
@ApplicationScoped
class PostgresSiteView implements SiteView {
    private final Sql sql;

    PostgresSiteView(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void discovered(String host, String name, SiteId site) {
        sql.update("""
                insert into host (id, name, site, in_inventory) values (?, ?, ?, true)
                on conflict (id) do update set name = excluded.name, site = excluded.site, in_inventory = true""", host, name, site);
    }

    @Override
    public void retired(String host) {
        sql.update("update host set in_inventory = false, trusted = false where id = ?", host);
    }

    @Override
    public void trust(HostTrust trust, long epoch, long sequence) {
        sql.update("""
                insert into host (id, site, trusted, trusted_until, trust_epoch, trust_sequence)
                values (?, ?, ?, ?, ?, ?)
                on conflict (id) do update set trusted = excluded.trusted, trusted_until = excluded.trusted_until,
                  trust_epoch = excluded.trust_epoch, trust_sequence = excluded.trust_sequence
                where (host.trust_epoch, host.trust_sequence) < (excluded.trust_epoch, excluded.trust_sequence)""", trust.host(), trust.site(), trust.trusted(), trust.until(), epoch, sequence);
    }

    @Override
    public List<SiteSummary> sites(Instant now) {
        return sql.list(
                """
                select site, count(*) as hosts,
                  count(*) filter (where trusted and trusted_until > ?) as trusted
                from host where in_inventory group by site order by site""",
                row -> new SiteSummary(new SiteId(row.text("site")), row.integer("hosts"), row.integer("trusted")),
                now);
    }
}
