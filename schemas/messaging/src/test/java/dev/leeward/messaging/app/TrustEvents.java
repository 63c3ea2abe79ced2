package dev.leeward.messaging.app;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.testkit.TestEvents;

/** Events with an envelope of their own. (Avro's copying builder finds classes of another loader in a Quarkus test.) */
public final class TrustEvents {
    private TrustEvents() {}

    /** A host that is trusted, for that reason. */
    public static TrustChanged of(Envelope envelope, String host, String reason) {
        TrustChanged model = TestEvents.trusted(host);
        return TrustChanged.newBuilder()
                .setEnvelope(envelope)
                .setHostId(host)
                .setHostName(host)
                .setSiteId(model.getSiteId())
                .setPlatform(model.getPlatform())
                .setVmm(model.getVmm())
                .setConfiguration(model.getConfiguration())
                .setOverall(model.getOverall())
                .setPreviousOverall(model.getPreviousOverall())
                .setReason(reason)
                .setAttestedAt(model.getAttestedAt())
                .setAttestedUntil(model.getAttestedUntil())
                .setAssurance(model.getAssurance())
                .setEvidenceId(model.getEvidenceId())
                .setReferenceDigest(model.getReferenceDigest())
                .build();
    }
}
