package dev.leeward.compliance.event;

import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.incident.Severity;
import java.util.List;

/** What this service itself has published, as it comes back from the log. */
public sealed interface ComplianceFact extends Fact {
    /** The outcome of a control is new. */
    record ControlAssessed(
            String controlId,
            String title,
            String subject,
            ControlStatus status,
            ControlStatus previousStatus,
            String detail,
            List<String> evidence)
            implements ComplianceFact {
        public ControlAssessed {
            evidence = List.copyOf(evidence);
        }
    }

    /** What happened to an incident. */
    sealed interface IncidentFact extends ComplianceFact {
        /** The incident spoken of. */
        String incidentId();
    }

    /** Something happened that a person must see. */
    record IncidentOpened(
            String incidentId,
            String rule,
            String title,
            String detail,
            Severity severity,
            String subject,
            List<String> evidence)
            implements IncidentFact {
        public IncidentOpened {
            evidence = List.copyOf(evidence);
        }
    }

    /** Somebody took notice. */
    record IncidentAcknowledged(String incidentId, String acknowledgedBy) implements IncidentFact {}

    /** Somebody resolved it. */
    record IncidentResolved(String incidentId, String resolvedBy, String comment) implements IncidentFact {}

    /** It happened again after it was resolved. */
    record IncidentReopened(String incidentId, List<String> evidence) implements IncidentFact {
        public IncidentReopened {
            evidence = List.copyOf(evidence);
        }
    }
}
