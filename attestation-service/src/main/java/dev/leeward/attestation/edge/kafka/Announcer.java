package dev.leeward.attestation.edge.kafka;

import dev.leeward.attestation.app.Announcements;
import dev.leeward.attestation.app.HostFact;
import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.EnrolmentWithdrawn;
import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostEnrolled;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.reference.ReferenceManifestPublished;
import dev.leeward.events.reference.ReferenceManifestRetired;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Where facts leave: each as an event, through the outbox, in the transaction that makes it true. */
@ApplicationScoped
class Announcer implements Announcements {

    private static final String SERVICE = "attestation-service";

    private final Outbox outbox;
    private final Envelopes envelopes;

    Announcer(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public void say(HostRecord host, HostFact fact) {
        outbox.publish(event(host, fact));
    }

    private SpecificRecord event(HostRecord host, HostFact fact) {
        return switch (fact) {
            case HostFact.Discovered() ->
                EventMapper.discovered(envelope(HostDiscovered.class, host), host.description());
            case HostFact.Retired(var reason) ->
                HostRetired.newBuilder()
                        .setEnvelope(envelope(HostRetired.class, host))
                        .setHostId(host.id().value())
                        .setReason(reason)
                        .build();
            case HostFact.ConfigurationObserved(var facts, var observedAt) ->
                HostConfigurationObserved.newBuilder()
                        .setEnvelope(envelope(HostConfigurationObserved.class, host))
                        .setHostId(host.id().value())
                        .setObservedAt(EventMapper.millis(observedAt))
                        .setFacts(facts)
                        .build();
            case HostFact.Measured(var evidence) ->
                EventMapper.measured(envelope(HostMeasured.class, host), host.id(), evidence);
            case HostFact.Enrolled enrolled ->
                EventMapper.enrolled(envelope(HostEnrolled.class, host), host.id(), enrolled);
            case HostFact.EnrolmentWithdrawn(var key, var reason) ->
                EnrolmentWithdrawn.newBuilder()
                        .setEnvelope(envelope(EnrolmentWithdrawn.class, host))
                        .setHostId(host.id().value())
                        .setAttestationKey(key.name().hex())
                        .setReason(reason)
                        .build();
            case HostFact.EvidenceRejected(var challenge, var rejection) ->
                EventMapper.rejected(envelope(EvidenceRejected.class, host), host.id(), challenge, rejection);
            case HostFact.EnrolmentRefused(var refusal) ->
                EventMapper.refused(envelope(EvidenceRejected.class, host), host.id(), refusal);
            case HostFact.TrustChanged changed ->
                EventMapper.trustChanged(envelope(TrustChanged.class, host), host.description(), changed);
        };
    }

    @Override
    public void rejectedFromStranger(HostId claimed, UUID challengeId, Rejection rejection, long sequence) {
        Stream stream = Stream.of(SERVICE, "strangers", "all", EPOCH);
        Envelope envelope = envelopes.next(EvidenceRejected.class, stream, sequence, null, null);
        outbox.publish(EventMapper.rejected(envelope, claimed, challengeId, rejection));
    }

    @Override
    public void published(ReferenceManifest manifest, @Nullable ManifestSignature signature, long sequence) {
        outbox.publish(EventMapper.published(
                envelope(ReferenceManifestPublished.class, manifest.id(), sequence), manifest, signature));
    }

    @Override
    public void retired(ManifestId manifest, int version, String reason, long sequence) {
        outbox.publish(ReferenceManifestRetired.newBuilder()
                .setEnvelope(envelope(ReferenceManifestRetired.class, manifest, sequence))
                .setManifestId(manifest.value())
                .setVersion(version)
                .setReason(reason)
                .build());
    }

    private Envelope envelope(Class<? extends SpecificRecord> type, HostRecord host) {
        Stream stream = Stream.of(SERVICE, "host", host.id().value(), EPOCH);
        return envelopes.next(
                type, stream, host.sequence(), null, host.description().site());
    }

    private Envelope envelope(Class<? extends SpecificRecord> type, ManifestId manifest, long sequence) {
        Stream stream = Stream.of(SERVICE, "manifest", manifest.value(), EPOCH);
        return envelopes.next(type, stream, sequence, null, null);
    }
}
