package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.app.Publications;
import dev.leeward.compliance.assessment.Finding;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.evidence.NameBasedId;
import dev.leeward.compliance.incident.Answer;
import dev.leeward.compliance.incident.Change;
import dev.leeward.compliance.incident.Incident;
import dev.leeward.compliance.incident.Signal;
import dev.leeward.events.Topic;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.compliance.ControlAssessed;
import dev.leeward.events.compliance.ControlStatus;
import dev.leeward.events.compliance.IncidentAcknowledged;
import dev.leeward.events.compliance.IncidentOpened;
import dev.leeward.events.compliance.IncidentReopened;
import dev.leeward.events.compliance.IncidentResolved;
import dev.leeward.events.compliance.Severity;
import dev.leeward.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Says what follows from the log. Ids and times of these events follow from their causes, not from the moment: who folds
 * the same log again says the same events, and every reader knows them as duplicates.
 */
@ApplicationScoped
class OutboxPublications implements Publications {
    private static final String SERVICE = "compliance-service";

    private final Outbox outbox;

    OutboxPublications(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void opened(Incident incident, Change.Opened change, String name) {
        Signal signal = change.cause();
        outbox.publish(IncidentOpened.newBuilder()
                .setEnvelope(envelope(IncidentOpened.class, incident, change.revision(), signal.cause(), name))
                .setIncidentId(incident.id().value())
                .setRule(signal.rule())
                .setTitle(signal.title())
                .setDetail(signal.detail())
                .setSeverity(severity(signal))
                .setSubject(signal.subject())
                .setEvidence(List.of(signal.cause().proof().toString()))
                .build());
    }

    @Override
    public void reopened(Incident incident, Change.Reopened change, String name) {
        Cause cause = change.cause().cause();
        outbox.publish(IncidentReopened.newBuilder()
                .setEnvelope(envelope(IncidentReopened.class, incident, change.revision(), cause, name))
                .setIncidentId(incident.id().value())
                .setEvidence(List.of(cause.proof().toString()))
                .build());
    }

    @Override
    public void answered(Incident incident, Answer answer) {
        switch (answer.kind()) {
            case ACKNOWLEDGED ->
                outbox.publish(IncidentAcknowledged.newBuilder()
                        .setEnvelope(envelope(IncidentAcknowledged.class, incident, answer))
                        .setIncidentId(incident.id().value())
                        .setAcknowledgedBy(answer.who())
                        .build());
            case RESOLVED ->
                outbox.publish(IncidentResolved.newBuilder()
                        .setEnvelope(envelope(IncidentResolved.class, incident, answer))
                        .setIncidentId(incident.id().value())
                        .setResolvedBy(answer.who())
                        .setComment(answer.comment())
                        .build());
        }
    }

    @Override
    public void assessed(Finding finding) {
        Event cause = finding.cause();
        String control = finding.assessment().control().id();
        String source = SERVICE + "/control/" + control + "/" + finding.subject();
        outbox.publish(ControlAssessed.newBuilder()
                .setEnvelope(envelope(
                                ControlAssessed.class,
                                NameBasedId.at(cause.occurredAt(), "finding/" + control + "/" + cause.id()),
                                cause.occurredAt(),
                                cause.tenant(),
                                SERVICE,
                                cause.correlationId(),
                                cause.id())
                        .setSite(cause.site())
                        .setSource(source)
                        .setEpoch(cause.epoch())
                        .setSequence(cause.sequence())
                        .build())
                .setControlId(control)
                .setTitle(finding.assessment().control().title())
                .setSubject(finding.subject())
                .setStatus(status(finding.assessment().status()))
                .setPreviousStatus(status(finding.previous()))
                .setDetail(finding.assessment().detail())
                .setEvidence(List.of(cause.provenance().toString()))
                .build());
    }

    @Override
    public void siem(String key, byte[] json, Map<String, String> headers) {
        outbox.publishRaw(Topic.SIEM_OCSF.topicName(), key, json, headers);
    }

    private static Envelope envelope(
            Class<? extends SpecificRecord> type, Incident incident, long revision, Cause cause, String name) {
        return envelope(
                        type,
                        NameBasedId.at(cause.at(), name),
                        cause.at(),
                        incident.first().tenant(),
                        SERVICE,
                        cause.correlationId(),
                        cause.eventId())
                .setSource(source(incident))
                .setEpoch(1)
                .setSequence(revision)
                .build();
    }

    private static Envelope envelope(Class<? extends SpecificRecord> type, Incident incident, Answer answer) {
        return envelope(
                        type,
                        UUID.fromString(answer.eventId()),
                        answer.at(),
                        incident.first().tenant(),
                        answer.who(),
                        incident.latest().cause().correlationId(),
                        answer.seen())
                .setSource(source(incident))
                .setEpoch(1)
                .setSequence(answer.revision())
                .build();
    }

    private static String source(Incident incident) {
        return SERVICE + "/incident/" + incident.id();
    }

    private static Envelope.Builder envelope(
            Class<? extends SpecificRecord> type,
            UUID id,
            Instant at,
            @Nullable String tenant,
            String actor,
            String correlationId,
            @Nullable String causationId) {
        return Envelope.newBuilder()
                .setEventId(id)
                .setType(type.getName())
                .setOccurredAt(at)
                .setTenant(tenant)
                .setActor(actor)
                .setCorrelationId(correlationId)
                .setCausationId(causationId);
    }

    private static Severity severity(Signal signal) {
        return switch (signal.severity()) {
            case INFORMATIONAL -> Severity.INFORMATIONAL;
            case LOW -> Severity.LOW;
            case MEDIUM -> Severity.MEDIUM;
            case HIGH -> Severity.HIGH;
            case CRITICAL -> Severity.CRITICAL;
        };
    }

    private static ControlStatus status(dev.leeward.compliance.control.ControlStatus status) {
        return switch (status) {
            case NOT_APPLICABLE -> ControlStatus.NOT_APPLICABLE;
            case SATISFIED -> ControlStatus.SATISFIED;
            case NOT_SATISFIED -> ControlStatus.NOT_SATISFIED;
            case UNKNOWN -> ControlStatus.UNKNOWN;
        };
    }
}
