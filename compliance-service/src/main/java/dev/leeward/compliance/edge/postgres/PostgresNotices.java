package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.ChangeNotices;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells of changes by {@code NOTIFY}: PostgreSQL hands them on at the commit, to every instance that listens. */
@ApplicationScoped
class PostgresNotices implements ChangeNotices {
    static final String CHANNEL = "leeward_views";

    /** PostgreSQL takes less than 8,000 bytes a notice. */
    private static final int CHANGES_A_NOTICE = 40;

    private final Sql sql;

    PostgresNotices(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void changed(Set<ViewChange> changes) {
        List<ViewChange> all = new ArrayList<>(changes);
        for (int from = 0; from < all.size(); from += CHANGES_A_NOTICE) {
            List<ViewChange> part = all.subList(from, Math.min(all.size(), from + CHANGES_A_NOTICE));
            sql.run("select pg_notify(?, ?)", CHANNEL, ChangeText.write(part));
        }
    }
}
