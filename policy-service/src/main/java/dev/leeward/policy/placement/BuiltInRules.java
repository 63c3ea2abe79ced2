package dev.leeward.policy.placement;

import java.util.ArrayList;
import java.util.List;

/** The rules that hold whatever the policies say. */
public final class BuiltInRules {
    private BuiltInRules() {}

    /** What the case violates, most telling first; later rules are not asked where an earlier one leaves them no ground. */
    public static List<Violation> violations(PlacementCase c) {
        PlacementRequest request = c.request();
        Principal principal = request.principal();
        WorkloadView workload = c.workload();
        if (!principal.reaches(workload)) {
            return List.of(new Violation.ForeignWorkload(request.workload(), principal.tenant()));
        }
        if (workload == null) {
            return List.of(new Violation.UnknownWorkload(request.workload()));
        }
        HostView host = c.host();
        if (host == null) {
            return List.of(new Violation.UnknownDestination(c.destination()));
        }
        List<Violation> violations = new ArrayList<>();
        // Who asks knows where it runs now; the view may lie a move behind.
        HostId runsOn = request.source() != null ? request.source() : workload.host();
        if (request.action().leavesItsHost() && host.id().equals(runsOn)) {
            violations.add(new Violation.SameHost(workload.id(), host.id()));
        }
        Trust trust = host.trust().at(c.at());
        if (!trust.granted()) {
            violations.add(new Violation.UntrustedDestination(host.id(), trust));
        }
        return List.copyOf(violations);
    }
}
