package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.event.ComplianceFact;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.incident.Severity;
import dev.leeward.events.EventCodec;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.compliance.ControlAssessed;
import dev.leeward.events.compliance.IncidentAcknowledged;
import dev.leeward.events.compliance.IncidentOpened;
import dev.leeward.events.compliance.IncidentReopened;
import dev.leeward.events.compliance.IncidentResolved;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns the wire's classes into this service's own words. */
final class FactMapper {
    private FactMapper() {}

    static Event event(SpecificRecord record, Provenance provenance) {
        Envelope envelope = EventCodec.envelope(record);
        return new Event(
                envelope.getEventId().toString(),
                record.getSchema().getName(),
                envelope.getOccurredAt(),
                envelope.getTenant(),
                envelope.getSite(),
                envelope.getActor(),
                envelope.getCorrelationId(),
                envelope.getCausationId(),
                envelope.getSource(),
                envelope.getEpoch(),
                envelope.getSequence(),
                provenance,
                fact(record));
    }

    static Fact fact(SpecificRecord record) {
        Fact fact = HostMapper.fact(record);
        fact = fact != null ? fact : PolicyMapper.fact(record);
        fact = fact != null ? fact : MigrationMapper.fact(record);
        fact = fact != null ? fact : RunMapper.fact(record);
        fact = fact != null ? fact : own(record);
        if (fact == null) {
            throw new IllegalArgumentException(
                    "No view knows the event " + record.getSchema().getFullName());
        }
        return fact;
    }

    private static @Nullable Fact own(SpecificRecord record) {
        return switch (record) {
            case ControlAssessed e ->
                new ComplianceFact.ControlAssessed(
                        e.getControlId(),
                        e.getTitle(),
                        e.getSubject(),
                        ControlStatus.valueOf(e.getStatus().name()),
                        ControlStatus.valueOf(e.getPreviousStatus().name()),
                        e.getDetail(),
                        e.getEvidence());
            case IncidentOpened e ->
                new ComplianceFact.IncidentOpened(
                        e.getIncidentId(),
                        e.getRule(),
                        e.getTitle(),
                        e.getDetail(),
                        Severity.valueOf(e.getSeverity().name()),
                        e.getSubject(),
                        e.getEvidence());
            case IncidentAcknowledged e ->
                new ComplianceFact.IncidentAcknowledged(e.getIncidentId(), e.getAcknowledgedBy());
            case IncidentResolved e ->
                new ComplianceFact.IncidentResolved(e.getIncidentId(), e.getResolvedBy(), e.getComment());
            case IncidentReopened e -> new ComplianceFact.IncidentReopened(e.getIncidentId(), e.getEvidence());
            default -> null;
        };
    }
}
