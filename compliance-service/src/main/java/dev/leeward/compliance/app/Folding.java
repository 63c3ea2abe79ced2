package dev.leeward.compliance.app;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.assessment.Finding;
import dev.leeward.compliance.assessment.Findings;
import dev.leeward.compliance.assessment.HostTrust;
import dev.leeward.compliance.event.ComplianceFact;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.event.MigrationFact;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicySetFact;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.compliance.event.Version;
import dev.leeward.compliance.fold.Batch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds events into the log and the views: all that a batch brings about, its incidents and publications included, happens
 * in the one transaction of the caller, together with the position that was read.
 */
@ApplicationScoped
public class Folding {
    private final EvidenceLog log;
    private final FactStore facts;
    private final Incidents incidents;
    private final Publications publications;
    private final ChangeNotices notices;

    Folding(EvidenceLog log, FactStore facts, Incidents incidents, Publications publications, ChangeNotices notices) {
        this.log = log;
        this.facts = facts;
        this.incidents = incidents;
        this.publications = publications;
        this.notices = notices;
    }

    /** Folds a batch that came in, each partition's events in the order of offsets. */
    public void fold(List<Recorded> recorded) {
        facts.shared();
        log.append(recorded);
        Batch batch = new Batch(recorded.stream().map(Recorded::event).toList());
        findings(batch).forEach(publications::assessed);
        facts.write(batch);
        Set<ViewChange> changes = changes(batch.events());
        changes.addAll(incidents.take(batch));
        notices.changed(changes);
    }

    /** Findings of every result in the batch in turn, so that none depends on how the stream was cut into batches. */
    private List<Finding> findings(Batch batch) {
        List<Event> results = batch.events().stream()
                .filter(event -> event.fact() instanceof TrustChanged)
                .sorted(Comparator.comparing(Event::version))
                .toList();
        if (results.isEmpty()) {
            return List.of();
        }
        Map<String, FactStore.Known> known = new HashMap<>(facts.trust(batch.trust.keys()));
        List<Finding> findings = new ArrayList<>();
        for (Event event : results) {
            if (event.fact() instanceof TrustChanged result) {
                FactStore.Known before = known.get(result.hostId());
                Version version = event.version();
                if (before == null || before.version().compareTo(version) < 0) {
                    findings.addAll(
                            Findings.of(before == null ? HostTrust.NEVER_ATTESTED : before.trust(), event, result));
                    known.put(result.hostId(), new FactStore.Known(Findings.trustAfter(result), version));
                }
            }
        }
        return findings;
    }

    private static Set<ViewChange> changes(List<Event> events) {
        Set<ViewChange> changes = new HashSet<>();
        for (Event event : events) {
            String tenant = event.tenant();
            changes.add(new ViewChange(View.EVENTS, tenant));
            switch (event.fact()) {
                case HostFact fact -> {
                    if (fact instanceof HostEnrolled || fact instanceof EnrolmentWithdrawn) {
                        changes.add(new ViewChange(View.ENROLMENTS, tenant));
                    }
                    changes.add(new ViewChange(View.HOST_INTEGRITY, tenant));
                    changes.add(new ViewChange(View.RATING, tenant));
                }
                case PolicyFact _ -> {
                    changes.add(new ViewChange(View.DECISIONS, tenant));
                    changes.add(new ViewChange(View.MIGRATIONS, tenant));
                }
                case MigrationFact _ -> changes.add(new ViewChange(View.MIGRATIONS, tenant));
                case PlacementFact _ -> {
                    changes.add(new ViewChange(View.PLACEMENTS, tenant));
                    changes.add(new ViewChange(View.HOST_INTEGRITY, tenant));
                }
                case RunFact _ -> changes.add(new ViewChange(View.PLAN_RUNS, tenant));
                case GroupFact _ -> changes.add(new ViewChange(View.PROTECTION_GROUPS, tenant));
                case PolicySetFact _ -> changes.add(new ViewChange(View.POLICY_SETS, tenant));
                case ReferenceFact _ -> changes.add(new ViewChange(View.REFERENCE_MANIFESTS, tenant));
                case ComplianceFact _ -> {}
            }
        }
        return changes;
    }
}
