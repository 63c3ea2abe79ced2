package dev.leeward.compliance.fold;

import dev.leeward.compliance.event.ComplianceFact.ControlAssessed;
import dev.leeward.compliance.event.ComplianceFact.IncidentAcknowledged;
import dev.leeward.compliance.event.ComplianceFact.IncidentOpened;
import dev.leeward.compliance.event.ComplianceFact.IncidentReopened;
import dev.leeward.compliance.event.ComplianceFact.IncidentResolved;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.GroupFact.ProtectionStateChanged;
import dev.leeward.compliance.event.GroupFact.Reprotected;
import dev.leeward.compliance.event.GroupFact.RpoBreached;
import dev.leeward.compliance.event.GroupFact.RpoRestored;
import dev.leeward.compliance.event.GroupFact.SplitBrainDetected;
import dev.leeward.compliance.event.HostFact.EnrolmentWithdrawn;
import dev.leeward.compliance.event.HostFact.EvidenceRejected;
import dev.leeward.compliance.event.HostFact.HostConfigurationObserved;
import dev.leeward.compliance.event.HostFact.HostDiscovered;
import dev.leeward.compliance.event.HostFact.HostEnrolled;
import dev.leeward.compliance.event.HostFact.HostMeasured;
import dev.leeward.compliance.event.HostFact.HostRetired;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.event.MigrationFact.DestinationAttestationDemanded;
import dev.leeward.compliance.event.MigrationFact.Ended;
import dev.leeward.compliance.event.MigrationFact.Lifecycle;
import dev.leeward.compliance.event.MigrationFact.MigrationIndeterminate;
import dev.leeward.compliance.event.MigrationFact.MigrationQueued;
import dev.leeward.compliance.event.MigrationFact.MigrationRequested;
import dev.leeward.compliance.event.MigrationFact.MigrationRolledBack;
import dev.leeward.compliance.event.MigrationFact.MigrationStarted;
import dev.leeward.compliance.event.MigrationFact.MigrationSucceeded;
import dev.leeward.compliance.event.MigrationFact.MigrationSwitchedOver;
import dev.leeward.compliance.event.MigrationFact.WorkloadMoveOrdered;
import dev.leeward.compliance.event.PlacementFact.PlacementChanged;
import dev.leeward.compliance.event.PlacementFact.UndecidedMoveObserved;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicyFact.ApprovalGiven;
import dev.leeward.compliance.event.PolicyFact.ApprovalRequested;
import dev.leeward.compliance.event.PolicyFact.BreakGlassClosed;
import dev.leeward.compliance.event.PolicyFact.BreakGlassUsed;
import dev.leeward.compliance.event.PolicyFact.DecisionMade;
import dev.leeward.compliance.event.PolicyFact.MigrationApproved;
import dev.leeward.compliance.event.PolicyFact.MigrationBlocked;
import dev.leeward.compliance.event.PolicySetFact.PolicySetPublished;
import dev.leeward.compliance.event.PolicySetFact.SimulationCompleted;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.event.ReferenceFact.ManifestPublished;
import dev.leeward.compliance.event.ReferenceFact.ManifestRetired;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.compliance.event.RunFact.DataLossAccepted;
import dev.leeward.compliance.event.RunFact.PromptAnswered;
import dev.leeward.compliance.event.RunFact.PromptRaised;
import dev.leeward.compliance.event.RunFact.RunCommitted;
import dev.leeward.compliance.event.RunFact.RunCompleted;
import dev.leeward.compliance.event.RunFact.RunInterrupted;
import dev.leeward.compliance.event.RunFact.RunPaused;
import dev.leeward.compliance.event.RunFact.RunResumed;
import dev.leeward.compliance.event.RunFact.RunRolledBack;
import dev.leeward.compliance.event.RunFact.RunStarted;
import dev.leeward.compliance.event.RunFact.StepFailed;
import dev.leeward.compliance.event.RunFact.StepStarted;
import dev.leeward.compliance.event.RunFact.StepSucceeded;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.IncidentId;
import dev.leeward.compliance.incident.Signal;
import dev.leeward.compliance.rule.OneEventRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a batch of events states, sorted by what is kept of it: of a thing's state the newest fact only, of its history
 * every fact once. Both can be merged in any order with what is kept already, so the views do not depend on the order in
 * which partitions are read.
 */
public final class Batch {
    private final List<Event> events;

    public final Newest<HostDiscovered> inventory = new Newest<>(HostDiscovered::hostId);
    public final Newest<HostRetired> retirements = new Newest<>(HostRetired::hostId);
    public final Newest<HostEnrolled> enrolments = new Newest<>(HostEnrolled::hostId);
    public final Newest<EnrolmentWithdrawn> withdrawals = new Newest<>(EnrolmentWithdrawn::hostId);
    public final Newest<ManifestPublished> manifests = new Newest<>(Batch::version);
    public final Newest<ManifestRetired> manifestRetirements = new Newest<>(Batch::version);
    public final Newest<PolicySetPublished> policySets = new Newest<>(fact -> fact.scope() + "/" + fact.version());
    public final Newest<TrustChanged> trust = new Newest<>(TrustChanged::hostId);
    public final Newest<Lifecycle> migrationProgress = new Newest<>(Lifecycle::migrationId);
    public final Newest<PlacementChanged> placed = new Newest<>(PlacementChanged::workloadId);
    public final Newest<RunFact> runProgress = new Newest<>(RunFact::runId);
    public final Newest<RunFact> steps =
            new Newest<>(fact -> fact.runId() + "/" + stepOf(fact).stepId());
    public final Newest<ProtectionStateChanged> groups = new Newest<>(ProtectionStateChanged::groupId);
    public final Newest<GroupFact> rpo = new Newest<>(GroupFact::groupId);

    public final Once<TrustChanged> turns = new Once<>();
    public final Once<HostDiscovered> discoveries = new Once<>();
    public final Once<DecisionMade> decisions = new Once<>();
    public final Once<MigrationBlocked> blocks = new Once<>();
    public final Once<MigrationApproved> approvals = new Once<>();
    public final Once<ApprovalRequested> approvalRequests = new Once<>();
    public final Once<ApprovalGiven> approvalAnswers = new Once<>();
    public final Once<PolicyFact> decisionNotes = new Once<>();
    public final Once<SimulationCompleted> simulations = new Once<>();
    public final Once<MigrationRequested> migrations = new Once<>();
    public final Once<MigrationQueued> migrationDecisions = new Once<>();
    public final Once<Lifecycle> migrationMoves = new Once<>();
    public final Once<Ended> migrationEnds = new Once<>();
    public final Once<MigrationSucceeded> migrationResults = new Once<>();
    public final Once<PlacementChanged> placements = new Once<>();
    public final Once<RunStarted> runs = new Once<>();
    public final Once<RunCompleted> runResults = new Once<>();
    public final Once<RunFact> runNotes = new Once<>();
    public final List<Signal> signals = new ArrayList<>();
    public final List<Answer> answers = new ArrayList<>();

    /** Sorts the events of a batch. */
    public Batch(List<Event> events) {
        this.events = List.copyOf(events);
        for (Event event : this.events) {
            sort(event);
            OneEventRules.signal(event).ifPresent(signals::add);
        }
    }

    /** The events as they came. */
    public List<Event> events() {
        return events;
    }

    private void sort(Event event) {
        switch (event.fact()) {
            case HostDiscovered fact -> {
                inventory.add(new Stated<>(event, fact));
                discoveries.add(new Stated<>(event, fact));
            }
            case HostRetired fact -> retirements.add(new Stated<>(event, fact));
            case TrustChanged fact -> {
                Stated<TrustChanged> stated = new Stated<>(event, fact);
                trust.add(stated);
                if (fact.turned()) {
                    turns.add(stated);
                }
            }
            case HostConfigurationObserved _, HostMeasured _, EvidenceRejected _ -> {}
            case HostEnrolled fact -> enrolments.add(new Stated<>(event, fact));
            case EnrolmentWithdrawn fact -> withdrawals.add(new Stated<>(event, fact));
            case ManifestPublished fact -> manifests.add(new Stated<>(event, fact));
            case ManifestRetired fact -> manifestRetirements.add(new Stated<>(event, fact));
            case DecisionMade fact -> decisions.add(new Stated<>(event, fact));
            case MigrationBlocked fact -> blocks.add(new Stated<>(event, fact));
            case MigrationApproved fact -> approvals.add(new Stated<>(event, fact));
            case ApprovalRequested fact -> {
                approvalRequests.add(new Stated<>(event, fact));
                decisionNotes.add(new Stated<>(event, fact));
            }
            case ApprovalGiven fact -> {
                approvalAnswers.add(new Stated<>(event, fact));
                decisionNotes.add(new Stated<>(event, fact));
            }
            case BreakGlassUsed fact -> decisionNotes.add(new Stated<>(event, fact));
            case BreakGlassClosed fact -> decisionNotes.add(new Stated<>(event, fact));
            case PolicySetPublished fact -> policySets.add(new Stated<>(event, fact));
            case SimulationCompleted fact -> simulations.add(new Stated<>(event, fact));
            case WorkloadMoveOrdered _ -> {}
            case Lifecycle fact -> lifecycle(event, fact);
            case PlacementChanged fact -> {
                placed.add(new Stated<>(event, fact));
                placements.add(new Stated<>(event, fact));
            }
            case RunFact fact -> run(event, fact);
            case ProtectionStateChanged fact -> groups.add(new Stated<>(event, fact));
            case RpoBreached fact -> rpo.add(new Stated<>(event, fact));
            case RpoRestored fact -> rpo.add(new Stated<>(event, fact));
            case UndecidedMoveObserved _ -> {}
            case SplitBrainDetected _, Reprotected _ -> {}
            case IncidentAcknowledged fact ->
                answers.add(answer(event, fact.incidentId(), Answer.Kind.ACKNOWLEDGED, fact.acknowledgedBy(), ""));
            case IncidentResolved fact ->
                answers.add(answer(event, fact.incidentId(), Answer.Kind.RESOLVED, fact.resolvedBy(), fact.comment()));
            case IncidentOpened _, IncidentReopened _, ControlAssessed _ -> {}
        }
    }

    private static String version(ReferenceFact fact) {
        return fact.manifestId() + "/" + fact.version();
    }

    private void lifecycle(Event event, Lifecycle fact) {
        migrationProgress.add(new Stated<>(event, fact));
        switch (fact) {
            case MigrationRequested requested -> migrations.add(new Stated<>(event, requested));
            case MigrationQueued queued -> migrationDecisions.add(new Stated<>(event, queued));
            case MigrationSwitchedOver moved -> migrationMoves.add(new Stated<>(event, moved));
            case MigrationSucceeded succeeded -> {
                if (succeeded.moved()) {
                    migrationMoves.add(new Stated<>(event, succeeded));
                }
                migrationResults.add(new Stated<>(event, succeeded));
            }
            case Ended ended -> {
                if (ended.asked() != null) {
                    migrationEnds.add(new Stated<>(event, ended));
                }
            }
            case DestinationAttestationDemanded _,
                    MigrationStarted _,
                    MigrationRolledBack _,
                    MigrationIndeterminate _ -> {}
        }
    }

    private void run(Event event, RunFact fact) {
        Stated<RunFact> stated = new Stated<>(event, fact);
        switch (fact) {
            case RunStarted started -> {
                runs.add(new Stated<>(event, started));
                runProgress.add(stated);
            }
            case RunCompleted completed -> {
                runResults.add(new Stated<>(event, completed));
                runProgress.add(stated);
            }
            case StepStarted _, StepSucceeded _, StepFailed _ -> steps.add(stated);
            case PromptRaised _,
                    PromptAnswered _,
                    RunPaused _,
                    RunInterrupted _,
                    RunResumed _,
                    RunCommitted _,
                    RunRolledBack _ -> {
                runNotes.add(stated);
                runProgress.add(stated);
            }
            case DataLossAccepted _ -> runNotes.add(stated);
        }
    }

    /** The step that a step's fact speaks of. */
    public static RunFact.Step stepOf(RunFact fact) {
        return switch (fact) {
            case StepStarted(var _, var _, var step) -> step;
            case StepSucceeded(var _, var _, var step, var _, var _) -> step;
            case StepFailed(var _, var _, var step, var _, var _) -> step;
            case RunStarted _,
                    RunCompleted _,
                    PromptRaised _,
                    PromptAnswered _,
                    RunPaused _,
                    RunInterrupted _,
                    RunResumed _,
                    RunCommitted _,
                    RunRolledBack _,
                    DataLossAccepted _ -> throw new IllegalArgumentException("Not about a step: " + fact);
        };
    }

    private static Answer answer(Event event, String incident, Answer.Kind kind, String who, String comment) {
        return new Answer(
                new IncidentId(incident),
                kind,
                event.id(),
                event.causationId(),
                event.sequence(),
                event.occurredAt(),
                who,
                comment);
    }

    /** Every fact of a kind, each event once. */
    public static final class Once<F extends Fact> {
        private final Map<String, Stated<? extends F>> byEvent = new TreeMap<>();

        void add(Stated<? extends F> stated) {
            byEvent.putIfAbsent(stated.event().id(), stated);
        }

        /** The facts by event id. */
        public List<Stated<? extends F>> facts() {
            return List.copyOf(byEvent.values());
        }

        /** Whether there is none. */
        public boolean isEmpty() {
            return byEvent.isEmpty();
        }
    }
}
