package dev.leeward.compliance.assessment;

import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import java.util.ArrayList;
import java.util.List;

/** Finds the controls whose outcome an attestation result changes. */
public final class Findings {
    private Findings() {}

    /** What an assessment of a host rests on after this result. */
    public static HostTrust trustAfter(TrustChanged result) {
        return new HostTrust(
                result.platform(),
                result.vmm(),
                result.hostUnique(),
                result.assetTag(),
                result.configuration(),
                result.overall(),
                result.reason(),
                result.attestedUntil());
    }

    /** The findings of a result, compared with what was known before. */
    public static List<Finding> of(HostTrust before, Event event, TrustChanged result) {
        HostTrust after = trustAfter(result);
        if (after.agreesWith(before)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Assessment assessment : Assessments.of(after)) {
            ControlStatus previous =
                    Assessments.assess(assessment.control(), before).status();
            if (previous != assessment.status()) {
                findings.add(new Finding(result.hostId(), assessment, previous, event));
            }
        }
        return List.copyOf(findings);
    }
}
