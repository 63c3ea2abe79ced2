package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.ComplianceViews.IncidentFilter;
import dev.leeward.compliance.app.query.ComplianceViews.OpenIncidents;
import dev.leeward.compliance.app.query.IncidentEntry;
import dev.leeward.compliance.app.query.IncidentEntry.Line;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Change;
import dev.leeward.compliance.incident.Happening;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.compliance.incident.Severity;
import dev.leeward.compliance.incident.Signal;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads incidents. */
@ApplicationScoped
class IncidentReader {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    /** The newest events of evidence, as many as a report can use, oldest first. */
    private static final String INCIDENTS = """
            select i.*, (select coalesce(jsonb_agg(e.proof order by e.occurred_at, e.event_id), '[]'::jsonb)
                           from (select s.occurred_at, s.event_id,
                                        s.topic || '/' || s.partition || '/' || s.record_offset as proof
                                   from incident_signal s
                                  where s.incident_id = i.incident_id and s.kind = 'FIRED'
                                  order by s.occurred_at desc, s.event_id desc limit 20) e) as evidence
              from incident i
            """;

    private final Sql sql;
    private final PostgresIncidents incidents;

    IncidentReader(Sql sql, PostgresIncidents incidents) {
        this.sql = sql;
        this.incidents = incidents;
    }

    Slice<IncidentEntry> incidents(Scope scope, IncidentFilter filter, Paging paging) {
        Select select = Select.from(INCIDENTS)
                .seenBy(scope, "i.tenant")
                .equal("i.state", filter.state() == null ? null : filter.state().name())
                .equal("i.rule", filter.rule());
        if (filter.open() != null) {
            select.where("(i.state <> ?) = ?", IncidentState.RESOLVED.name(), filter.open());
        }
        return select.slice(
                sql,
                paging,
                "i.last_fired_at",
                Select.Id.text("i.incident_id"),
                IncidentReader::incident,
                entry -> new Position(entry.lastFiredAt(), entry.id()));
    }

    Optional<IncidentEntry.WithTimeline> incident(Scope scope, String id) {
        return Select.from(INCIDENTS)
                .seenBy(scope, "i.tenant")
                .equal("i.incident_id", id)
                .list(sql, IncidentReader::incident)
                .stream()
                .findFirst()
                .flatMap(entry -> incidents
                        .life(new IncidentId(id))
                        .map(life -> new IncidentEntry.WithTimeline(entry, timeline(life))));
    }

    OpenIncidents open(Scope scope) {
        return Select.from("""
                        select count(*) as total, count(*) filter (where severity = 'CRITICAL') as critical,
                               count(*) filter (where severity = 'HIGH') as high from incident
                        """)
                .seenBy(scope, "tenant")
                .where("state <> ?", IncidentState.RESOLVED.name())
                .list(sql, row -> new OpenIncidents(row.integer("total"), row.integer("critical"), row.integer("high")))
                .getFirst();
    }

    private static List<Line> timeline(Incident.Life life) {
        List<Line> lines = new ArrayList<>();
        for (Happening happening : life.timeline()) {
            switch (happening) {
                case Happening.Fired(var signal) -> {
                    stateChange(life, signal).ifPresent(lines::add);
                    lines.add(line("FIRED", signal, signal.detail()));
                }
                case Happening.Cleared(var signal) ->
                    lines.add(line("CLEARED", signal, signal.title() + ". " + signal.detail()));
                case Happening.Acknowledged(var answer) -> lines.add(line(answer));
                case Happening.Resolved(var answer) -> lines.add(line(answer));
            }
        }
        return lines;
    }

    private static Optional<Line> stateChange(Incident.Life life, Signal signal) {
        for (Change change : life.changes()) {
            switch (change) {
                case Change.Opened(var _, var cause)
                when cause.equals(signal) -> {
                    return Optional.of(line("OPENED", signal, signal.title()));
                }
                case Change.Reopened(var _, var cause)
                when cause.equals(signal) -> {
                    return Optional.of(line("REOPENED", signal, signal.title()));
                }
                case Change.Opened _, Change.Reopened _, Change.Answered _ -> {}
            }
        }
        return Optional.empty();
    }

    private static Line line(String kind, Signal signal, String text) {
        return new Line(
                signal.cause().at(),
                kind,
                signal.cause().who(),
                text,
                signal.cause().proof().toString());
    }

    private static Line line(Answer answer) {
        return new Line(answer.at(), answer.kind().name(), answer.who(), answer.comment(), null);
    }

    private static IncidentEntry incident(Row row) {
        return new IncidentEntry(
                row.text("incident_id"),
                row.text("rule"),
                Severity.valueOf(row.text("severity")),
                IncidentState.valueOf(row.text("state")),
                row.text("title"),
                row.text("detail"),
                row.textOrNull("tenant"),
                row.text("subject"),
                row.instant("opened_at"),
                row.instant("last_fired_at"),
                row.instant("changed_at"),
                row.integer("occurrences"),
                row.textOrNull("owner"),
                Json.read(row.text("evidence"), TEXTS));
    }
}
