package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.Claim;
import dev.leeward.dr.app.FactData;
import dev.leeward.dr.app.MoveOrder;
import dev.leeward.dr.app.Run;
import dev.leeward.dr.app.RunFact;
import dev.leeward.dr.app.RunStore;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepId;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plan runs in PostgreSQL. Leases are counted by the database's clock: engines need not agree about the time. */
@ApplicationScoped
class PostgresRunStore implements RunStore {
    private static final String ACTIVE =
            "('Accepted', 'Prechecking', 'Running', 'WaitingForInput', 'Paused', 'Interrupted', 'AwaitingCommit')";

    private final Sql sql;
    private final Documents documents;

    PostgresRunStore(Sql sql, Documents documents) {
        this.sql = sql;
        this.documents = documents;
    }

    @Override
    public void insert(Run run, List<Step> steps) {
        var columns = RunRows.Columns.of(run.state());
        sql.update(
                """
                insert into plan_run (id, tenant, plan_id, plan_version, document, kind, state, phase, detail,
                  from_site, to_site, requester, correlation_id, accepted, test_run_id, accepted_at, finished_at)
                values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?, ?, ?)""",
                run.id(),
                run.tenant(),
                run.plan(),
                run.planVersion(),
                documents.plan(run.document()),
                run.kind(),
                run.state().phaseName(),
                columns.phase(),
                columns.detail(),
                run.direction().from(),
                run.direction().to(),
                documents.requester(run.requester()),
                run.correlationId(),
                documents.points(run.accepted()),
                run.test().orElse(null),
                run.acceptedAt(),
                run.finishedAt().orElse(null));
        addSteps(run.id(), steps);
    }

    @Override
    public Optional<Run> find(TenantId tenant, RunId id) {
        return sql.first("select * from plan_run where tenant = ? and id = ?", this::run, tenant, id);
    }

    @Override
    public Optional<Run> lock(RunId id) {
        return sql.first("select * from plan_run where id = ? for update", this::run, id);
    }

    @Override
    public void save(Run run) {
        var columns = RunRows.Columns.of(run.state());
        sql.update(
                """
                update plan_run set state = ?, phase = ?, detail = ?, requester = ?::jsonb, finished_at = ?,
                  rto_millis = ?, rpo_millis = ?
                where id = ?""",
                run.state().phaseName(),
                columns.phase(),
                columns.detail(),
                documents.requester(run.requester()),
                run.finishedAt().orElse(null),
                run.rto().orElse(null),
                run.rpo().orElse(null),
                run.id());
    }

    @Override
    public List<Run> list(TenantId tenant, @Nullable PlanId plan, int limit, @Nullable String before) {
        return sql.list("""
                select * from plan_run
                where tenant = ? and (?::text is null or plan_id = ?) and (?::text is null or id < ?)
                order by id desc limit ?""", this::run, tenant, plan, plan, before, before, limit);
    }

    @Override
    public int active(TenantId tenant) {
        return sql.first(
                        "select count(*) as active from plan_run where tenant = ? and state in " + ACTIVE,
                        row -> row.integer("active"),
                        tenant)
                .orElse(0);
    }

    @Override
    public Optional<RunId> activeRunOf(PlanId plan) {
        return sql.first(
                "select id from plan_run where plan_id = ? and state in " + ACTIVE + " order by id limit 1",
                row -> new RunId(row.text("id")),
                plan);
    }

    @Override
    public List<Step> steps(RunId run) {
        return sql.list("select * from run_step where run_id = ? order by ordinal", StepRows::step, run);
    }

    @Override
    public List<StepRecord> records(RunId run) {
        return sql.list("select * from run_step where run_id = ? order by ordinal", StepRows::kept, run);
    }

    @Override
    public Optional<Step> step(RunId run, StepId step) {
        return sql.first("select * from run_step where run_id = ? and step_id = ?", StepRows::step, run, step);
    }

    @Override
    public void addSteps(RunId run, List<Step> steps) {
        int first = sql.first(
                        "select coalesce(max(ordinal), 0) as last from run_step where run_id = ?",
                        row -> row.integer("last"),
                        run)
                .orElse(0);
        var rows = new ArrayList<@Nullable Object[]>();
        for (var step : steps) {
            rows.add(StepRows.inserted(run, step, first + rows.size() + 1));
        }
        sql.batch(StepRows.INSERT, rows);
    }

    @Override
    public void saveSteps(RunId run, List<Step> steps) {
        sql.batch(
                StepRows.UPDATE,
                steps.stream().map(step -> StepRows.updated(run, step)).toList());
    }

    @Override
    public void rememberOrders(RunId run, List<MoveOrder> orders) {
        sql.batch(
                "insert into run_order (order_id, run_id, step_id, attempt) values (?, ?, ?, ?)",
                orders.stream()
                        .map(order -> new @Nullable Object[] {order.orderId(), run, order.step(), order.attempt()})
                        .toList());
    }

    @Override
    public Optional<OrderedStep> ordered(String orderId) {
        return sql.first(
                "select run_id, step_id, attempt from run_order where order_id = ?",
                row -> new OrderedStep(
                        new RunId(row.text("run_id")), new StepId(row.text("step_id")), row.integer("attempt")),
                orderId);
    }

    @Override
    public void placed(RunId run, StepId step, @Nullable String host, long downtimeMillis) {
        sql.update(
                "update run_step set host = ?, downtime_millis = ? where run_id = ? and step_id = ?",
                host,
                downtimeMillis,
                run,
                step);
    }

    @Override
    public void promoted(RunId run, GroupId group, RecoveryPoint point, Duration lag, boolean lossAccepted) {
        sql.update("""
                insert into run_promotion (run_id, group_id, point_id, taken_at, lag_millis, loss_accepted)
                values (?, ?, ?, ?, ?, ?) on conflict (run_id, group_id) do nothing""", run, group, point.id(), point.takenAt(), lag, lossAccepted);
    }

    @Override
    public List<PromotionRecord> promotions(RunId run) {
        return sql.list(
                "select * from run_promotion where run_id = ? order by group_id",
                row -> new PromotionRecord(
                        new GroupId(row.text("group_id")),
                        new RecoveryPoint(row.text("point_id"), row.instant("taken_at")),
                        Duration.ofMillis(row.number("lag_millis")),
                        row.flag("loss_accepted")),
                run);
    }

    @Override
    public long nextSequence(RunId run, int count) {
        return sql.first(
                        "update plan_run set sequence = sequence + ? where id = ? returning sequence - ? + 1 as first",
                        row -> row.number("first"),
                        count,
                        run,
                        count)
                .orElseThrow(() -> new IllegalStateException("run " + run + " is gone"));
    }

    @Override
    public void append(RunId run, long firstSequence, Instant at, List<RunFact> facts) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (var fact : facts) {
            var data = FactData.of(fact);
            rows.add(new @Nullable Object[] {
                run, firstSequence + rows.size(), at, data.type(), documents.write(data.data())
            });
        }
        sql.batch("insert into run_history (run_id, sequence, at, type, data) values (?, ?, ?, ?, ?::jsonb)", rows);
    }

    @Override
    public List<HistoryEntry> history(RunId run, long after, int limit) {
        return sql.list(
                """
                select sequence, at, type, data::text as data from run_history
                where run_id = ? and sequence > ? order by sequence limit ?""",
                row -> new HistoryEntry(row.number("sequence"), row.instant("at"), row.text("type"), row.text("data")),
                run,
                after,
                limit);
    }

    @Override
    public Map<StepAction, Duration> typicalDurations() {
        return sql
                .list(
                        """
                        select a.action, percentile_cont(0.5) within group (order by a.millis) as typical
                        from (select distinct action from run_step where state = 'Succeeded') known
                        cross join lateral (
                          select action, extract(epoch from finished_at - started_at) * 1000 as millis
                          from run_step where action = known.action and state = 'Succeeded'
                          order by finished_at desc limit 200) a
                        group by a.action""",
                        row -> Map.entry(
                                StepAction.valueOf(row.text("action")), Duration.ofMillis(row.number("typical"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Optional<Claim> claim(String engine, Duration lease) {
        return sql.first(
                """
                with due as (
                  select id, lease_until is not null as abandoned from plan_run
                  where due_at <= now() and (lease_until is null or lease_until < now())
                  order by due_at limit 1 for update skip locked)
                update plan_run run set engine = ?, fence = fence + 1,
                  lease_until = now() + ? * interval '1 millisecond'
                from due where run.id = due.id
                returning run.id, run.fence, due.abandoned""",
                row -> new Claim(new RunId(row.text("id")), engine, row.number("fence"), row.flag("abandoned")),
                engine,
                lease);
    }

    @Override
    public boolean heartbeat(Claim claim, Duration lease) {
        return sql.update("""
                        update plan_run set lease_until = now() + ? * interval '1 millisecond'
                        where id = ? and fence = ? and lease_until is not null""", lease, claim.run(), claim.fence()) == 1;
    }

    @Override
    public Optional<Run> lockFor(Claim claim) {
        return sql.first(
                "select * from plan_run where id = ? and fence = ? and lease_until is not null for update",
                this::run,
                claim.run(),
                claim.fence());
    }

    @Override
    public void release(Claim claim, Optional<Duration> due) {
        sql.update("""
                update plan_run set engine = null, lease_until = null,
                  due_at = now() + ?::bigint * interval '1 millisecond'
                where id = ? and fence = ?""", due.orElse(null), claim.run(), claim.fence());
    }

    @Override
    public void wake(RunId run) {
        sql.update("update plan_run set due_at = now() where id = ? and (due_at is null or due_at > now())", run);
    }

    private Run run(Row row) {
        return RunRows.run(row, documents);
    }
}
