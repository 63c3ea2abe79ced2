package dev.leeward.dr.edge.site;

import dev.leeward.dr.app.ReplicationBroken;
import dev.leeward.dr.app.ReplicationPort;
import dev.leeward.dr.app.SiteUnreachable;
import dev.leeward.dr.app.StaleEpoch;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.replication.ReplicationState;
import dev.leeward.dr.replication.ReplicationStatus;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The storage of simulated sites. It is another system: every call is a transaction of its own, so that a caller
 * which dies or rolls back finds here what a real array would have kept.
 */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class SimulatedReplication implements ReplicationPort {
    private final Sql sql;
    private final SimulatorConfig config;
    private final Clock clock;

    SimulatedReplication(Sql sql, SimulatorConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    /** A group's replication as the sites hold it. */
    private record Link(
            Direction direction,
            ReplicationMode mode,
            ReplicationState state,
            Optional<Instant> stoppedAt,
            long epoch) {
        static Link of(Row row) {
            return new Link(
                    new Direction(new SiteId(row.text("from_site")), new SiteId(row.text("to_site"))),
                    ReplicationMode.valueOf(row.text("mode")),
                    ReplicationState.valueOf(row.text("state")),
                    Optional.ofNullable(row.instantOrNull("stopped_at")),
                    row.number("epoch"));
        }
    }

    @Override
    public void protect(Group group) {
        var direction = group.state().direction();
        sql.update(
                """
                insert into simulator.replication (group_id, from_site, to_site, mode, state, epoch)
                values (?, ?, ?, ?, 'INITIAL_SYNC', ?) on conflict (group_id) do nothing""",
                group.id(),
                direction.from(),
                direction.to(),
                group.definition().mode(),
                group.epoch());
    }

    @Override
    public void unprotect(GroupId group) {
        sql.update("delete from simulator.replication where group_id = ?", group);
    }

    @Override
    public ReplicationStatus status(GroupId group) {
        return link(group)
                .map(link -> status(group, link))
                .orElseGet(
                        () -> new ReplicationStatus(ReplicationState.INITIAL_SYNC, Optional.empty(), Optional.empty()));
    }

    private ReplicationStatus status(GroupId group, Link link) {
        var newest = points(group, link, 1).stream().findFirst();
        var lag = switch (link.state()) {
            case INITIAL_SYNC, PROMOTED, DIVERGED -> Optional.<Duration>empty();
            case IN_SYNC, LAGGING, BROKEN ->
                newest.map(point -> link.mode() == ReplicationMode.SYNCHRONOUS
                                && link.stoppedAt().isEmpty()
                        ? Duration.ZERO
                        : point.lag(now()));
        };
        return new ReplicationStatus(link.state(), newest, lag);
    }

    @Override
    public List<RecoveryPoint> bookmarks(GroupId group) {
        return link(group)
                .map(link -> points(group, link, config.bookmarksKept()))
                .orElse(List.of());
    }

    /** A standing mirror has one recovery point, and that is now; one that was cut has the moment of the cut. */
    private List<RecoveryPoint> points(GroupId group, Link link, int limit) {
        if (link.state() == ReplicationState.INITIAL_SYNC) {
            return List.of();
        }
        if (link.mode() == ReplicationMode.SYNCHRONOUS && link.state() != ReplicationState.PROMOTED) {
            var at = link.stoppedAt().orElseGet(this::now);
            return List.of(new RecoveryPoint(group + "-mirror-" + at.toEpochMilli(), at));
        }
        return sql.list(
                "select id, taken_at from simulator.bookmark where group_id = ? order by taken_at desc, id desc limit ?",
                row -> new RecoveryPoint(row.text("id"), row.instant("taken_at")),
                group,
                limit);
    }

    @Override
    public RecoveryPoint sync(String operation, Group group) {
        return once(operation, group, "sync", link -> {
                    carrying(group, link);
                    return new Promotion(bookmark(group.id()), Duration.ZERO);
                })
                .point();
    }

    @Override
    public Promotion openTestCopy(String operation, Group group) {
        return once(operation, group, "open-test-copy", link -> newest(group, link));
    }

    @Override
    public void closeTestCopy(String operation, Group group) {
        once(operation, group, "close-test-copy", _ -> new Promotion(new RecoveryPoint("none", now()), Duration.ZERO));
    }

    @Override
    public Promotion promote(String operation, Group group, long epoch, boolean force) {
        return once(operation, group, "promote", link -> {
            checkEpoch(group.id(), link, epoch);
            var promotion = newest(group, link);
            promoted(group, promotion.point(), epoch);
            return promotion;
        });
    }

    @Override
    public Promotion switchOver(String operation, Group group, long epoch) {
        return once(operation, group, "switch-over", link -> {
            checkEpoch(group.id(), link, epoch);
            carrying(group, link);
            var point = bookmark(group.id());
            promoted(group, point, epoch);
            return new Promotion(point, Duration.ZERO);
        });
    }

    @Override
    public void restore(String operation, Group group, long epoch) {
        replicate(operation, group, group.state().direction(), epoch, "restore");
    }

    @Override
    public void reverse(String operation, Group group, long epoch) {
        replicate(operation, group, group.state().direction().turned(), epoch, "reverse");
    }

    private void replicate(String operation, Group group, Direction direction, long epoch, String kind) {
        once(operation, group, kind, link -> {
            checkEpoch(group.id(), link, epoch);
            alive(direction.from());
            alive(direction.to());
            sql.update("""
                    update simulator.replication set from_site = ?, to_site = ?, state = 'INITIAL_SYNC',
                      stopped_at = null, epoch = ? where group_id = ?""", direction.from(), direction.to(), epoch, group.id());
            return new Promotion(new RecoveryPoint("none", now()), Duration.ZERO);
        });
    }

    @Override
    public void suspend(GroupId group) {
        sql.update("""
                update simulator.replication set state = 'LAGGING', stopped_at = ?
                where group_id = ? and stopped_at is null""", now(), group);
    }

    @Override
    public void resume(GroupId group) {
        sql.update(
                "update simulator.replication set state = 'INITIAL_SYNC', stopped_at = null where group_id = ?", group);
    }

    /** The sites' clockwork: completes initial copies and ships bookmarks, while both sites live. */
    void tick() {
        sql.update("""
                update simulator.replication r set state = 'IN_SYNC', stopped_at = null
                where state = 'INITIAL_SYNC'
                  and not exists (select 1 from simulator.dead_site d where d.site in (r.from_site, r.to_site))""");
        var due = sql.list("""
                select group_id from simulator.replication r
                where state = 'IN_SYNC' and mode = 'ASYNCHRONOUS'
                  and not exists (select 1 from simulator.dead_site d where d.site in (r.from_site, r.to_site))
                  and not exists (select 1 from simulator.bookmark b
                                  where b.group_id = r.group_id and b.taken_at > ?)
                order by group_id for update skip locked""", row -> new GroupId(row.text("group_id")), now().minus(config.bookmarkEvery()));
        for (var group : due) {
            bookmark(group);
            sql.update("""
                    delete from simulator.bookmark where group_id = ? and id not in (
                      select id from simulator.bookmark where group_id = ? order by taken_at desc limit ?)""", group, group, config.bookmarksKept());
        }
    }

    private RecoveryPoint bookmark(GroupId group) {
        long number =
                sql.first("""
                        update simulator.replication set next_point = next_point + 1 where group_id = ?
                        returning next_point - 1 as number""", row -> row.number("number"), group).orElseThrow(() -> new ReplicationBroken(group));
        var point = new RecoveryPoint(group + "-" + number, now());
        keep(group, point);
        return point;
    }

    private void keep(GroupId group, RecoveryPoint point) {
        sql.update(
                "insert into simulator.bookmark (group_id, id, taken_at) values (?, ?, ?) on conflict do nothing",
                group,
                point.id(),
                point.takenAt());
    }

    private void promoted(Group group, RecoveryPoint point, long epoch) {
        keep(group.id(), point);
        sql.update(
                "update simulator.replication set state = 'PROMOTED', stopped_at = ?, epoch = ? where group_id = ?",
                point.takenAt(),
                epoch,
                group.id());
    }

    /** The same operation gives the same answer, whoever repeats it. */
    private Promotion once(String operation, Group group, String kind, Effect effect) {
        var link = sql.first("select * from simulator.replication where group_id = ? for update", Link::of, group.id())
                .orElseThrow(() -> new ReplicationBroken(group.id()));
        var before = sql.first(
                "select point_id, taken_at, lag_millis from simulator.operation where id = ?",
                row -> new Promotion(
                        new RecoveryPoint(row.text("point_id"), row.instant("taken_at")),
                        Duration.ofMillis(row.number("lag_millis"))),
                operation);
        if (before.isPresent()) {
            return before.get();
        }
        var result = effect.on(link);
        sql.update(
                """
                insert into simulator.operation (id, group_id, kind, point_id, taken_at, lag_millis)
                values (?, ?, ?, ?, ?, ?)""",
                operation,
                group.id(),
                kind,
                result.point().id(),
                result.point().takenAt(),
                result.lag());
        return result;
    }

    /** The newest recovery point; that of a standing mirror is never behind. */
    private Promotion newest(Group group, Link link) {
        var point =
                points(group.id(), link, 1).stream().findFirst().orElseThrow(() -> new ReplicationBroken(group.id()));
        boolean mirrored =
                link.mode() == ReplicationMode.SYNCHRONOUS && link.stoppedAt().isEmpty();
        return new Promotion(point, mirrored ? Duration.ZERO : point.lag(now()));
    }

    private void carrying(Group group, Link link) {
        alive(link.direction().from());
        alive(link.direction().to());
        if (link.state() == ReplicationState.BROKEN || link.state() == ReplicationState.DIVERGED) {
            throw new ReplicationBroken(group.id());
        }
    }

    private void alive(SiteId site) {
        if (sql.first("select site from simulator.dead_site where site = ?", row -> row.text("site"), site)
                .isPresent()) {
            throw new SiteUnreachable(site);
        }
    }

    private static void checkEpoch(GroupId group, Link link, long epoch) {
        if (epoch < link.epoch()) {
            throw new StaleEpoch("group " + group, epoch, link.epoch());
        }
    }

    private Optional<Link> link(GroupId group) {
        return sql.first("select * from simulator.replication where group_id = ?", Link::of, group);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What an operation does when it comes for the first time. */
    private interface Effect {
        Promotion on(Link link);
    }
}
