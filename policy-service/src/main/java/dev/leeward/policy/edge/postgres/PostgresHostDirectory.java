package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.HostDirectory;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The hosts of the view. */
@ApplicationScoped
class PostgresHostDirectory implements HostDirectory {
    private final Sql sql;

    PostgresHostDirectory(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<HostView> find(HostId id) {
        return sql.first("select * from host_view where inventoried and id = ?", PostgresKnownFacts::host, id.value());
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
}
