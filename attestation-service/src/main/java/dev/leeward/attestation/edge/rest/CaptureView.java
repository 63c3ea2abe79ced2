package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Captures;
import dev.leeward.attestation.appraisal.TrustStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Drafts that were read from a host's newest evidence. None is in force: review them, have them signed, publish them.
 *
 * @param host the host
 * @param overall the trust in it now; a draft from a host that is not trusted wants a closer look
 * @param evidenceId the evidence
 * @param attestedAt when the nonce behind it was issued
 * @param documents the drafts, as they can be published
 */
public record CaptureView(
        String host, TrustStatus overall, UUID evidenceId, Instant attestedAt, List<ManifestDocument> documents) {

    static CaptureView of(Captures.Measured from, Instant now, List<ManifestDocument> documents) {
        return new CaptureView(
                from.host().id().value(),
                from.host().report(now).overall(),
                from.result().evidenceId(),
                from.result().attestedAt(),
                documents);
    }
}
