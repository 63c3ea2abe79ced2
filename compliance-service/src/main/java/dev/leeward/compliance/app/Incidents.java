package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.event.MigrationFact.Lifecycle;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Change;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.Signal;
import dev.leeward.compliance.rule.MigrationWithoutDecision;
import dev.leeward.compliance.rule.Stay;
import dev.leeward.compliance.rule.Turn;
import dev.leeward.compliance.rule.UntrustedHostRunsWorkloads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens incidents from what the rules see, carries them on, and publishes each change of their state once. */
@ApplicationScoped
public class Incidents {
    private static final Comparator<IncidentId> BY_VALUE = Comparator.comparing(IncidentId::value);

    private final FactStore facts;
    private final IncidentStore store;
    private final Publications publications;

    Incidents(FactStore facts, IncidentStore store, Publications publications) {
        this.facts = facts;
        this.store = store;
        this.publications = publications;
    }

    /** Takes in what a batch says, after its facts were written; returns what changed. */
    Set<ViewChange> take(Batch batch) {
        Touched touched = Touched.by(batch);
        if (touched.isEmpty() && batch.signals.isEmpty() && batch.answers.isEmpty()) {
            return Set.of();
        }
        facts.oneAtATime();
        store.add(batch.signals);
        store.answer(batch.answers);
        Set<IncidentId> anew = new TreeSet<>(BY_VALUE);
        batch.answers.forEach(answer -> anew.add(answer.incident()));
        anew.addAll(derive(touched));
        Set<ViewChange> changes = new HashSet<>(goOn(batch.signals, anew));
        changes.addAll(recompute(anew));
        return changes;
    }

    /**
     * Carries incidents on by signals that come after all that they have seen, which is nearly always so: the cost of a
     * signal does not grow with the number of those before it. The others are added to those that are computed anew.
     */
    private Set<ViewChange> goOn(List<Signal> signals, Set<IncidentId> anew) {
        if (signals.isEmpty()) {
            return Set.of();
        }
        Map<IncidentId, List<Signal>> byIncident = new TreeMap<>(BY_VALUE);
        for (Signal signal : signals) {
            byIncident
                    .computeIfAbsent(signal.incident(), _ -> new ArrayList<>())
                    .add(signal);
        }
        anew.addAll(store.answered(
                signals.stream().map(signal -> signal.cause().eventId()).toList()));
        byIncident.keySet().removeAll(anew);
        Map<IncidentId, Incident> known = store.known(byIncident.keySet());
        Map<Incident, List<Change>> carriedOn = new LinkedHashMap<>();
        byIncident.forEach((id, more) -> {
            Incident incident = known.get(id);
            if (incident == null || !carryOn(incident, more, carriedOn)) {
                anew.add(id);
            }
        });
        store.save(carriedOn.keySet(), Set.of());
        publish(carriedOn);
        return carriedOn.keySet().stream().map(Incidents::change).collect(Collectors.toSet());
    }

    private static boolean carryOn(Incident incident, List<Signal> more, Map<Incident, List<Change>> carriedOn) {
        Incident now = incident;
        List<Change> changes = new ArrayList<>();
        for (Signal signal : more.stream().sorted(Signal.ORDER).toList()) {
            if (!now.precedes(signal)) {
                return false;
            }
            Incident next = now.then(signal);
            if (next.revision() > now.revision()) {
                changes.add(Incident.changeBy(signal, next.revision()));
            }
            now = next;
        }
        carriedOn.put(now, changes);
        return true;
    }

    /** Keeps what a batch says for later, when everything is derived at once. */
    void keep(Batch batch) {
        store.add(batch.signals);
        store.answer(batch.answers);
    }

    /** Derives every incident from everything that is kept. */
    Set<ViewChange> deriveAll() {
        FactStore.Subjects all = facts.subjects();
        derive(new Touched(all.hosts(), all.workloads(), all.migrations()));
        return recompute(store.all());
    }

    /** What a batch touches that rules derive from. */
    private record Touched(Collection<String> hosts, Collection<String> workloads, Collection<String> migrations) {
        static Touched by(Batch batch) {
            Set<String> hosts = new TreeSet<>();
            batch.turns.facts().forEach(turn -> hosts.add(turn.fact().hostId()));
            Set<String> workloads = new TreeSet<>(batch.placed.keys());
            Set<String> migrations = new TreeSet<>();
            for (Stated<? extends Lifecycle> move : batch.migrationMoves.facts()) {
                migrations.add(move.fact().migrationId());
            }
            batch.migrationDecisions
                    .facts()
                    .forEach(queued -> migrations.add(queued.fact().migrationId()));
            return new Touched(hosts, workloads, migrations);
        }

        boolean isEmpty() {
            return hosts.isEmpty() && workloads.isEmpty() && migrations.isEmpty();
        }
    }

    private Set<IncidentId> derive(Touched touched) {
        List<Signal> signals = new ArrayList<>();
        Set<String> derivedFrom = new TreeSet<>();
        if (!touched.hosts.isEmpty() || !touched.workloads.isEmpty()) {
            placed(touched, signals, derivedFrom);
        }
        if (!touched.migrations.isEmpty()) {
            touched.migrations.forEach(id -> derivedFrom.add(MigrationWithoutDecision.derivedFromMigration(id)));
            facts.undecidedMoves(touched.migrations)
                    .values()
                    .forEach(moves -> signals.add(MigrationWithoutDecision.ofMigration(moves)));
        }
        if (derivedFrom.isEmpty()) {
            return Set.of();
        }
        Set<IncidentId> affected = new HashSet<>(store.replace(derivedFrom, signals));
        signals.forEach(signal -> affected.add(signal.incident()));
        return affected;
    }

    private void placed(Touched touched, List<Signal> signals, Set<String> derivedFrom) {
        Set<String> hosts = new TreeSet<>(facts.everUsed(touched.hosts));
        Map<String, List<Stay.Placement>> own = facts.placements(Set.of(), touched.workloads);
        own.forEach((workload, placements) -> {
            placements.stream()
                    .map(Stay.Placement::hostId)
                    .filter(Objects::nonNull)
                    .forEach(hosts::add);
            derivedFrom.add(MigrationWithoutDecision.derivedFromWorkload(workload));
            signals.addAll(MigrationWithoutDecision.ofPlacements(Stay.of(placements)));
        });
        Map<String, List<Turn>> turns = new TreeMap<>(facts.turns(hosts));
        turns.values().removeIf(its -> its.stream().noneMatch(turn -> turn.overall() == TrustStatus.UNTRUSTED));
        if (turns.isEmpty()) {
            return;
        }
        List<Stay> stays = stays(facts.placements(turns.keySet(), Set.of()));
        turns.forEach((host, its) -> {
            derivedFrom.add(UntrustedHostRunsWorkloads.derivedFrom(host));
            signals.addAll(UntrustedHostRunsWorkloads.signals(host, its, stays));
        });
    }

    private static List<Stay> stays(Map<String, List<Stay.Placement>> placements) {
        return placements.values().stream()
                .flatMap(own -> Stay.of(own).stream())
                .toList();
    }

    private Set<ViewChange> recompute(Collection<IncidentId> affected) {
        if (affected.isEmpty()) {
            return Set.of();
        }
        Map<IncidentId, List<Signal>> signals = store.signals(affected);
        Map<IncidentId, List<Answer>> answers = store.answers(affected);
        Map<Incident, List<Change>> lives = new LinkedHashMap<>();
        Set<IncidentId> gone = new HashSet<>();
        for (IncidentId id : affected) {
            Incident.of(signals.getOrDefault(id, List.of()), answers.getOrDefault(id, List.of()))
                    .ifPresentOrElse(life -> lives.put(life.incident(), life.changes()), () -> gone.add(id));
        }
        store.save(lives.keySet(), gone);
        publish(lives);
        return lives.keySet().stream().map(Incidents::change).collect(Collectors.toSet());
    }

    private static ViewChange change(Incident incident) {
        return new ViewChange(View.INCIDENTS, incident.first().tenant());
    }

    private void publish(Map<Incident, List<Change>> lives) {
        Map<String, Runnable> publishing = new LinkedHashMap<>();
        lives.forEach((incident, changes) -> {
            for (Change change : changes) {
                switch (change) {
                    case Change.Opened opened -> {
                        String name = "incident/" + incident.id() + "/opened";
                        publishing.put(name, () -> publications.opened(incident, opened, name));
                    }
                    case Change.Reopened reopened -> {
                        String name = "incident/" + incident.id() + "/reopened/"
                                + reopened.cause().cause().eventId();
                        publishing.put(name, () -> publications.reopened(incident, reopened, name));
                    }
                    case Change.Answered _ -> {}
                }
            }
        });
        Set<String> unpublished = store.unpublished(publishing.keySet());
        publishing.forEach((name, publish) -> {
            if (unpublished.contains(name)) {
                publish.run();
            }
        });
    }
}
