package dev.leeward.compliance.edge.siem;

import static dev.leeward.compliance.edge.siem.OcsfRecord.object;

import dev.leeward.compliance.app.SiemFormat.Context;
import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.edge.siem.OcsfRecord.Activity;
import dev.leeward.compliance.event.ComplianceFact;
import dev.leeward.compliance.event.ComplianceFact.ControlAssessed;
import dev.leeward.compliance.event.ComplianceFact.IncidentAcknowledged;
import dev.leeward.compliance.event.ComplianceFact.IncidentFact;
import dev.leeward.compliance.event.ComplianceFact.IncidentOpened;
import dev.leeward.compliance.event.ComplianceFact.IncidentReopened;
import dev.leeward.compliance.event.ComplianceFact.IncidentResolved;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events about findings and incidents. */
final class FindingRecords {
    private static final String STANDARD = "Leeward hardware trust";

    private FindingRecords() {}

    static OcsfRecord of(Event event, ComplianceFact fact, Context context) {
        return switch (fact) {
            case ControlAssessed assessed -> assessed(event, assessed);
            case IncidentFact incident -> incident(event, incident, context);
        };
    }

    /** How a control's status reads in {@code compliance.status_id}, and how urgent it is. */
    private record Outcome(int id, String caption, OcsfSeverity severity) {
        static Outcome of(ControlStatus status) {
            return switch (status) {
                case SATISFIED -> new Outcome(1, "Pass", OcsfSeverity.INFORMATIONAL);
                case UNKNOWN -> new Outcome(2, "Warning", OcsfSeverity.MEDIUM);
                case NOT_SATISFIED -> new Outcome(3, "Fail", OcsfSeverity.HIGH);
                case NOT_APPLICABLE -> new Outcome(99, "Not Applicable", OcsfSeverity.INFORMATIONAL);
            };
        }
    }

    private static OcsfRecord assessed(Event event, ControlAssessed assessed) {
        Outcome outcome = Outcome.of(assessed.status());
        boolean good =
                assessed.status() == ControlStatus.SATISFIED || assessed.status() == ControlStatus.NOT_APPLICABLE;
        boolean known = assessed.previousStatus() != ControlStatus.UNKNOWN
                && assessed.previousStatus() != ControlStatus.NOT_APPLICABLE;
        Activity activity = good ? Activity.CLOSE : known ? Activity.UPDATE_FINDING : Activity.CREATE;
        String uid = assessed.controlId() + "/" + assessed.subject();
        return OcsfRecord.of(event, OcsfClass.COMPLIANCE_FINDING, activity, outcome.severity())
                .message("%s: %s (%s)".formatted(assessed.subject(), assessed.title(), outcome.caption()))
                .status(
                        good ? 4 : 1,
                        good ? "Resolved" : "New",
                        assessed.status().name(),
                        assessed.detail())
                .with(
                        "finding_info",
                        object(
                                "uid",
                                uid,
                                "title",
                                assessed.title(),
                                "desc",
                                assessed.detail(),
                                "types",
                                List.of("Control")))
                .with(
                        "compliance",
                        object(
                                "control",
                                assessed.controlId(),
                                "standards",
                                List.of(STANDARD),
                                "status_id",
                                outcome.id(),
                                "status",
                                outcome.caption(),
                                "status_detail",
                                assessed.detail(),
                                "checks",
                                List.of(object(
                                        "uid",
                                        assessed.controlId(),
                                        "name",
                                        assessed.title(),
                                        "status_id",
                                        outcome.id(),
                                        "status",
                                        outcome.caption(),
                                        "standards",
                                        List.of(STANDARD)))))
                .with(
                        "resources",
                        List.of(object(
                                "uid",
                                assessed.subject(),
                                "name",
                                assessed.subject(),
                                "type",
                                "Host",
                                "role_id",
                                3,
                                "role",
                                "Affected")));
    }

    private static OcsfRecord incident(Event event, IncidentFact fact, Context context) {
        Optional<Signal> signal = context.incident(fact.incidentId()).map(Incident::last);
        OcsfSeverity known = signal.map(Signal::severity).map(OcsfSeverity::of).orElse(OcsfSeverity.UNKNOWN);
        String title = signal.map(Signal::title).orElse("Incident " + fact.incidentId());
        return switch (fact) {
            case IncidentOpened opened ->
                OcsfRecord.of(event, OcsfClass.INCIDENT_FINDING, Activity.CREATE, OcsfSeverity.of(opened.severity()))
                        .message(opened.title())
                        .status(1, "New", opened.rule(), null)
                        .with("desc", opened.detail())
                        .with("assignee_group", soc(event.tenant()))
                        .with("finding_info_list", findings(opened.incidentId(), opened.title(), opened.evidence()));
            case IncidentAcknowledged acknowledged ->
                OcsfRecord.of(event, OcsfClass.INCIDENT_FINDING, Activity.UPDATE_FINDING, known)
                        .message("%s takes care of: %s".formatted(acknowledged.acknowledgedBy(), title))
                        .status(2, "In Progress", null, null)
                        .with("assignee", person(acknowledged.acknowledgedBy()))
                        .with("finding_info_list", findings(acknowledged.incidentId(), title, List.of()));
            case IncidentResolved resolved ->
                OcsfRecord.of(event, OcsfClass.INCIDENT_FINDING, Activity.CLOSE, known)
                        .message("%s resolved: %s".formatted(resolved.resolvedBy(), title))
                        .status(4, "Resolved", null, null)
                        .with("comment", resolved.comment().isBlank() ? null : resolved.comment())
                        .with("assignee", person(resolved.resolvedBy()))
                        .with("finding_info_list", findings(resolved.incidentId(), title, List.of()));
            case IncidentReopened reopened ->
                OcsfRecord.of(event, OcsfClass.INCIDENT_FINDING, Activity.UPDATE_FINDING, known)
                        .message("It happened again: " + title)
                        .status(2, "In Progress", "reopened", null)
                        .with("assignee_group", soc(event.tenant()))
                        .with("finding_info_list", findings(reopened.incidentId(), title, reopened.evidence()));
        };
    }

    private static List<Map<String, Object>> findings(String incidentId, String title, List<String> evidence) {
        return List.of(object("uid", incidentId, "title", title, "data_sources", evidence.isEmpty() ? null : evidence));
    }

    private static Map<String, Object> person(String id) {
        return object("uid", id, "name", id);
    }

    /** Who watches where nobody has taken the incident yet. */
    private static Map<String, Object> soc(@Nullable String tenant) {
        return tenant == null
                ? object("uid", "soc", "name", "SOC of the provider")
                : object("uid", "soc-" + tenant, "name", "SOC of " + tenant);
    }
}
