package dev.leeward.compliance.edge.postgres;

import dev.leeward.compliance.app.IncidentStore;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.compliance.incident.Phase;
import dev.leeward.compliance.incident.Severity;
import dev.leeward.compliance.incident.Signal;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What incidents follow from, and the incidents, in PostgreSQL. */
@ApplicationScoped
class PostgresIncidents implements IncidentStore {
    private static final Table<Signal> SIGNAL = Tables.cause(
                    Table.<Signal>named("incident_signal")
                            .key(
                                    "incident_id",
                                    "text",
                                    signal -> signal.incident().value())
                            .key("event_id", "uuid", signal -> signal.cause().eventId())
                            .key("kind", "text", signal -> signal.kind().name())
                            .text("rule", Signal::rule)
                            .text("tenant", Signal::tenant)
                            .text("subject", Signal::subject)
                            .text("derived_from", Signal::derivedFrom)
                            .text("severity", signal -> signal.severity().name())
                            .text("title", Signal::title)
                            .text("detail", Signal::detail),
                    Signal::cause)
            .once();
    private static final Table<Answer> ANSWER = Table.<Answer>named("incident_answer")
            .key("event_id", "uuid", Answer::eventId)
            .text("incident_id", answer -> answer.incident().value())
            .text("kind", answer -> answer.kind().name())
            .text("seen", Answer::seen)
            .column("revision", "bigint", Answer::revision)
            .column("occurred_at", "timestamptz", Answer::at)
            .text("who", Answer::who)
            .text("comment", Answer::comment)
            .once();
    private static final Table<Incident> INCIDENT = Table.<Incident>named("incident")
            .key("incident_id", "text", incident -> incident.id().value())
            .text("rule", incident -> incident.last().rule())
            .text("tenant", incident -> incident.last().tenant())
            .text("subject", incident -> incident.last().subject())
            .text("state", incident -> incident.phase().state().name())
            .text("severity", incident -> incident.last().severity().name())
            .text("title", incident -> incident.last().title())
            .text("detail", incident -> incident.last().detail())
            .column(
                    "opened_at",
                    "timestamptz",
                    incident -> incident.first().cause().at())
            .column(
                    "last_fired_at",
                    "timestamptz",
                    incident -> incident.last().cause().at())
            .column("changed_at", "timestamptz", Incident::changedAt)
            .column("occurrences", "int", Incident::occurrences)
            .column("revision", "bigint", Incident::revision)
            .text("owner", Incident::owner)
            .text(
                    "resolution",
                    incident -> incident.phase() instanceof Phase.Resolved(var _, var comment) ? comment : null)
            .column("first_event", "uuid", incident -> incident.first().cause().eventId())
            .column("last_event", "uuid", incident -> incident.last().cause().eventId())
            .column(
                    "latest_event",
                    "uuid",
                    incident -> incident.latest().cause().eventId())
            .column(
                    "latest_at",
                    "timestamptz",
                    incident -> incident.latest().cause().at())
            .text("latest_kind", incident -> incident.latest().kind().name())
            .replaced();

    /** Incidents with the three signals that their state names, each found by its key. */
    private static final String KNOWN = """
            select i.incident_id, i.state, i.owner as last_owner, i.resolution, i.occurrences, i.revision, i.changed_at,
                   place.name as place, s.*
              from incident i
             cross join lateral (values ('first', i.opened_at, i.first_event, 'FIRED'),
                                        ('last', i.last_fired_at, i.last_event, 'FIRED'),
                                        ('latest', i.latest_at, i.latest_event, i.latest_kind))
                   as place (name, occurred_at, event_id, kind)
              join incident_signal s
                on s.incident_id = i.incident_id and s.occurred_at = place.occurred_at
               and s.event_id = place.event_id and s.kind = place.kind
             where i.incident_id = any (?)
            """;

    private final Sql sql;

    PostgresIncidents(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Collection<Signal> signals) {
        sql.on(connection -> {
            SIGNAL.write(connection, signals);
            return true;
        });
    }

    @Override
    public void answer(Collection<Answer> answers) {
        sql.on(connection -> {
            ANSWER.write(connection, answers);
            return true;
        });
    }

    @Override
    public Set<IncidentId> replace(Collection<String> derivedFrom, Collection<Signal> signals) {
        Set<IncidentId> before = new LinkedHashSet<>(sql.list(
                "delete from incident_signal where derived_from = any (?) returning incident_id",
                row -> new IncidentId(row.text("incident_id")),
                derivedFrom));
        add(signals);
        return before;
    }

    /** An incident while its rows are read. */
    private static final class Known {
        private final Map<String, Signal> signals = new HashMap<>();
        private final IncidentId id;
        private final Phase phase;
        private final int occurrences;
        private final long revision;
        private final Instant changedAt;
        private final @Nullable String owner;

        Known(Row row) {
            id = new IncidentId(row.text("incident_id"));
            owner = row.textOrNull("last_owner");
            phase = phase(row);
            occurrences = row.integer("occurrences");
            revision = row.number("revision");
            changedAt = row.instant("changed_at");
        }

        private static Phase phase(Row row) {
            String owner = Objects.requireNonNullElse(row.textOrNull("last_owner"), "");
            return switch (IncidentState.valueOf(row.text("state"))) {
                case NEW -> new Phase.New();
                case ACKNOWLEDGED -> new Phase.Acknowledged(owner);
                case RESOLVED ->
                    new Phase.Resolved(owner, Objects.requireNonNullElse(row.textOrNull("resolution"), ""));
                case REOPENED -> new Phase.Reopened();
            };
        }

        Incident incident() {
            return new Incident(
                    id,
                    phase,
                    Objects.requireNonNull(signals.get("first")),
                    Objects.requireNonNull(signals.get("last")),
                    Objects.requireNonNull(signals.get("latest")),
                    occurrences,
                    revision,
                    changedAt,
                    owner);
        }
    }

    @Override
    public Map<IncidentId, Incident> known(Collection<IncidentId> incidents) {
        Map<IncidentId, Known> reading = new HashMap<>();
        sql.each(
                KNOWN,
                row -> {
                    Known known = new Known(row);
                    Known first = reading.putIfAbsent(known.id, known);
                    (first == null ? known : first).signals.put(row.text("place"), signal(row));
                },
                incidents);
        Map<IncidentId, Incident> known = new HashMap<>();
        reading.forEach((id, one) -> known.put(id, one.incident()));
        return known;
    }

    @Override
    public Set<IncidentId> answered(Collection<String> eventIds) {
        return new LinkedHashSet<>(sql.list(
                "select distinct incident_id from incident_answer where seen = any (?)",
                row -> new IncidentId(row.text("incident_id")),
                eventIds));
    }

    @Override
    public Map<IncidentId, List<Signal>> signals(Collection<IncidentId> incidents) {
        Map<IncidentId, List<Signal>> signals = new HashMap<>();
        sql.each(
                "select * from incident_signal where incident_id = any (?)",
                row -> {
                    Signal signal = signal(row);
                    signals.computeIfAbsent(signal.incident(), _ -> new ArrayList<>())
                            .add(signal);
                },
                incidents);
        return signals;
    }

    @Override
    public Map<IncidentId, List<Answer>> answers(Collection<IncidentId> incidents) {
        Map<IncidentId, List<Answer>> answers = new HashMap<>();
        sql.each(
                "select * from incident_answer where incident_id = any (?)",
                row -> {
                    Answer answer = answer(row);
                    answers.computeIfAbsent(answer.incident(), _ -> new ArrayList<>())
                            .add(answer);
                },
                incidents);
        return answers;
    }

    @Override
    public Set<IncidentId> all() {
        return new LinkedHashSet<>(sql.list(
                "select distinct incident_id from incident_signal order by 1",
                row -> new IncidentId(row.text("incident_id"))));
    }

    @Override
    public void save(Collection<Incident> incidents, Collection<IncidentId> gone) {
        sql.on(connection -> {
            INCIDENT.write(connection, incidents);
            return true;
        });
        if (!gone.isEmpty()) {
            sql.update("delete from incident where incident_id = any (?)", gone);
        }
    }

    @Override
    public Optional<Incident.Life> life(IncidentId incident) {
        List<IncidentId> one = List.of(incident);
        return Incident.of(
                signals(one).getOrDefault(incident, List.of()), answers(one).getOrDefault(incident, List.of()));
    }

    @Override
    public Set<String> unpublished(Collection<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(sql.list("""
                insert into publication (name) select unnest(?::text[]) on conflict do nothing returning name
                """, row -> row.text("name"), names));
    }

    static Signal signal(Row row) {
        return new Signal(
                row.text("rule"),
                row.textOrNull("tenant"),
                row.text("subject"),
                Signal.Kind.valueOf(row.text("kind")),
                row.textOrNull("derived_from"),
                PostgresFacts.cause(row),
                Severity.valueOf(row.text("severity")),
                row.text("title"),
                row.text("detail"));
    }

    static Answer answer(Row row) {
        return new Answer(
                new IncidentId(row.text("incident_id")),
                Answer.Kind.valueOf(row.text("kind")),
                row.text("event_id"),
                row.textOrNull("seen"),
                row.number("revision"),
                row.instant("occurred_at"),
                row.text("who"),
                row.text("comment"));
    }
}
