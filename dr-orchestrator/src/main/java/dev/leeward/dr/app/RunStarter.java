package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.run.RtoEstimate;
import dev.leeward.dr.run.RunKind;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepGraph;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Starts plan runs, or shows what would happen. */
@ApplicationScoped
public class RunStarter {
    private final RunAdmission admission;
    private final Prechecks prechecks;
    private final RunStore runs;
    private final Ids ids;

    RunStarter(RunAdmission admission, Prechecks prechecks, RunStore runs, Ids ids) {
        this.admission = admission;
        this.prechecks = prechecks;
        this.runs = runs;
        this.ids = ids;
    }

    /**
     * What a run would do.
     *
     * @param steps the step graph in order
     * @param findings what stands in the way, and the loss per group
     * @param estimate empty where no step of these kinds was ever done
     */
    public record Preview(List<Step> steps, Prechecks.Findings findings, Optional<RtoEstimate> estimate) {
        public Preview {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Starts a run of a plan.
     *
     * @param acceptedPoints recovery points that the requester named to accept a loss
     */
    public Answer<Run> start(
            TenantId tenant, PlanId plan, RunKind kind, Requester requester, Set<String> acceptedPoints) {
        var run = new RunId(ids.next().toString());
        // Before anything is locked, the sites are asked: they may be slow.
        return switch (admission.candidate(tenant, plan, kind, run)) {
            case Answer.Unknown<RunAdmission.Candidate>(var what, var id) -> Answer.unknown(what, id);
            case Answer.Declined<RunAdmission.Candidate>(var refusals, var _) -> new Answer.Declined<>(refusals);
            case Answer.Done<RunAdmission.Candidate>(var candidate) -> {
                var accepted = prechecks.accepted(candidate.groups(), acceptedPoints);
                var findings = prechecks.check(kind, candidate.groups(), accepted);
                yield admission.admit(candidate, kind, run, requester, accepted, findings);
            }
        };
    }

    /** Starts the removal of a test's copies. */
    public Answer<Run> cleanUp(TenantId tenant, RunId test, Requester requester) {
        return admission.admitCleanup(tenant, test, new RunId(ids.next().toString()), requester);
    }

    /** Shows what a run would do, changing nothing. */
    public Answer<Preview> preview(TenantId tenant, PlanId plan, RunKind kind, Set<String> acceptedPoints) {
        return switch (admission.inspect(
                tenant, plan, kind, new RunId(ids.next().toString()))) {
            case Answer.Unknown<RunAdmission.Inspection>(var what, var id) -> Answer.unknown(what, id);
            case Answer.Declined<RunAdmission.Inspection>(var refusals, var _) -> new Answer.Declined<>(refusals);
            case Answer.Done<RunAdmission.Inspection>(var inspection) ->
                Answer.done(preview(inspection, kind, acceptedPoints));
        };
    }

    private Preview preview(RunAdmission.Inspection inspection, RunKind kind, Set<String> acceptedPoints) {
        List<Group> groups = inspection.candidate().groups();
        var findings = prechecks.check(kind, groups, prechecks.accepted(groups, acceptedPoints));
        var blockers = new ArrayList<Refusal>(inspection.blockers());
        blockers.addAll(findings.blockers());
        var steps = StepGraph.of(kind, inspection.candidate().plan().document(), groups);
        return new Preview(
                steps,
                new Prechecks.Findings(blockers, findings.losses()),
                RtoEstimate.of(steps, runs.typicalDurations()));
    }
}
