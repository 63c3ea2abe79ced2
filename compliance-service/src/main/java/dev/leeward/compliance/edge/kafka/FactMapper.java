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
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

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
        Stream<Function<SpecificRecord, Optional<Fact>>> mappers = Stream.of(
                HostMapper::fact, PolicyMapper::fact, MigrationMapper::fact, RunMapper::fact, FactMapper::own);
        return mappers.flatMap(mapper -> mapper.apply(record).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No view knows the event " + record.getSchema().getFullName()));
    }

    private static Optional<Fact> own(SpecificRecord record) {
        return Optional.ofNullable(
                switch (record) {
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
                });
    }
}
