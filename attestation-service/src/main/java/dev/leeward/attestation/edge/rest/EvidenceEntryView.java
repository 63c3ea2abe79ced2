package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.KeptEvidence;
import dev.leeward.attestation.appraisal.Assurance;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of a host that was verified when it came.
 *
 * @param id identifier; verdicts name it
 * @param challengeId the challenge that it answers; null where a manager vouches for it
 * @param vouchedBy the manager that vouches for it; null where it is a quote
 * @param assurance how strongly it is vouched for
 * @param measuredAt when the nonce was issued, or the manager was asked
 * @param receivedAt when it came
 * @param bearsVerdict whether the host's present verdict rests on it
 */
public record EvidenceEntryView(
        UUID id,
        @Nullable UUID challengeId,
        @Nullable String vouchedBy,
        Assurance assurance,
        Instant measuredAt,
        Instant receivedAt,
        boolean bearsVerdict) {

    static EvidenceEntryView of(KeptEvidence evidence, @Nullable UUID ofVerdict) {
        return new EvidenceEntryView(
                evidence.id(),
                evidence.challengeId(),
                evidence.vouchedBy(),
                evidence.assurance(),
                evidence.measuredAt(),
                evidence.receivedAt(),
                evidence.id().equals(ofVerdict));
    }
}
