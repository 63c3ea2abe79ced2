package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.event.MigrationFact.Lifecycle;
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
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
import java.util.Set;
import java.util.TreeSet;

/** Opens incidents from what the rules see, carries them on, and publishes each change of their state once. */
@ApplicationScoped
public class Incidents {
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
        Set<IncidentId> affected = new TreeSet<>(Comparator.comparing(IncidentId::value));
        batch.signals.forEach(signal -> affected.add(signal.incident()));
        batch.answers.forEach(answer -> affected.add(answer.incident()));
        affected.addAll(derive(touched));
        return recompute(affected);
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
        Map<String, List<Stay.Placement>> placements = facts.placements(hosts, touched.workloads);
        for (String workload : touched.workloads) {
            List<Stay.Placement> own = placements.getOrDefault(workload, List.of());
            own.forEach(placement -> {
                if (placement.hostId() != null) {
                    hosts.add(placement.hostId());
                }
            });
            derivedFrom.add(MigrationWithoutDecision.derivedFromWorkload(workload));
            signals.addAll(MigrationWithoutDecision.ofPlacements(Stay.of(own)));
        }
        if (hosts.isEmpty()) {
            return;
        }
        Map<String, List<Turn>> turns = facts.turns(hosts);
        List<Stay> stays = stays(facts.placements(hosts, Set.of()));
        for (String host : hosts) {
            derivedFrom.add(UntrustedHostRunsWorkloads.derivedFrom(host));
            signals.addAll(UntrustedHostRunsWorkloads.signals(host, turns.getOrDefault(host, List.of()), stays));
        }
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
        Map<IncidentId, Incident.Life> lives = new LinkedHashMap<>();
        Set<IncidentId> gone = new HashSet<>();
        Set<ViewChange> changes = new HashSet<>();
        for (IncidentId id : affected) {
            Incident.of(signals.getOrDefault(id, List.of()), answers.getOrDefault(id, List.of()))
                    .ifPresentOrElse(
                            life -> {
                                lives.put(id, life);
                                changes.add(new ViewChange(
                                        View.INCIDENTS, life.incident().first().tenant()));
                            },
                            () -> gone.add(id));
        }
        store.save(lives.values().stream().map(Incident.Life::incident).toList(), gone);
        publish(lives.values());
        return changes;
    }

    private void publish(Collection<Incident.Life> lives) {
        Map<String, Runnable> publishing = new LinkedHashMap<>();
        for (Incident.Life life : lives) {
            Incident incident = life.incident();
            for (Change change : life.changes()) {
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
        }
        Set<String> unpublished = store.unpublished(publishing.keySet());
        publishing.forEach((name, publish) -> {
            if (unpublished.contains(name)) {
                publish.run();
            }
        });
    }
}
