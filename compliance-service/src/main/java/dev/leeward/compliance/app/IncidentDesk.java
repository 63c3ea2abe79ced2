package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.compliance.incident.Phase;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where people answer incidents. What they do is an event, so that a replay knows it too. */
@ApplicationScoped
public class IncidentDesk {
    private final FactStore facts;
    private final IncidentStore store;
    private final Publications publications;
    private final ChangeNotices notices;
    private final Ids ids;
    private final Clock clock;

    IncidentDesk(
            FactStore facts,
            IncidentStore store,
            Publications publications,
            ChangeNotices notices,
            Ids ids,
            Clock clock) {
        this.facts = facts;
        this.store = store;
        this.publications = publications;
        this.notices = notices;
        this.ids = ids;
        this.clock = clock;
    }

    /** What came of an answer. */
    public sealed interface Outcome {
        /** It is done; the incident is now in this state. */
        record Done(IncidentState state) implements Outcome {}

        /** There is no such incident, or the scope does not see it. */
        record Unknown() implements Outcome {}

        /** The incident is in a state in which that makes no sense. */
        record Refused(IncidentState state) implements Outcome {}
    }

    /** Takes notice of an incident. */
    @Transactional
    public Outcome acknowledge(Scope scope, String incidentId, String who) {
        return answer(scope, new IncidentId(incidentId), Answer.Kind.ACKNOWLEDGED, who, "");
    }

    /** Settles an incident. */
    @Transactional
    public Outcome resolve(Scope scope, String incidentId, String who, String comment) {
        return answer(scope, new IncidentId(incidentId), Answer.Kind.RESOLVED, who, comment);
    }

    private Outcome answer(Scope scope, IncidentId id, Answer.Kind kind, String who, String comment) {
        facts.shared();
        facts.oneAtATime();
        Optional<Incident.Life> found =
                store.life(id).filter(life -> scope.sees(life.incident().first().tenant()));
        if (found.isEmpty()) {
            return new Outcome.Unknown();
        }
        Incident incident = found.get().incident();
        if (!takes(incident.phase(), kind)) {
            return new Outcome.Refused(incident.phase().state());
        }
        Answer answer = new Answer(
                id,
                kind,
                ids.next().toString(),
                incident.latest().cause().eventId(),
                incident.revision() + 1,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                who,
                comment);
        store.answer(List.of(answer));
        Incident answered = store.life(id).orElseThrow().incident();
        store.save(List.of(answered), Set.of());
        publications.answered(answered, answer);
        notices.changed(Set.of(new ViewChange(View.INCIDENTS, answered.first().tenant())));
        return new Outcome.Done(answered.phase().state());
    }

    private static boolean takes(Phase phase, Answer.Kind kind) {
        return switch (phase) {
            case Phase.New _, Phase.Reopened _ -> true;
            case Phase.Acknowledged _ -> kind == Answer.Kind.RESOLVED;
            case Phase.Resolved _ -> false;
        };
    }
}
