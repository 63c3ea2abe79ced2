package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.Challenge;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A challenge: quote these PCRs over this nonce, once, before it expires.
 *
 * @param challengeId identifier, to be sent with the evidence
 * @param nonce 32 random bytes, base64
 * @param pcrBank hash bank
 * @param pcrs PCRs to be quoted
 * @param expiresAt when it can no longer be answered
 */
public record ChallengeView(UUID challengeId, String nonce, String pcrBank, List<Integer> pcrs, Instant expiresAt) {

    static ChallengeView of(Challenge challenge) {
        return new ChallengeView(
                challenge.id(),
                Base64.getEncoder().encodeToString(challenge.nonce().toArray()),
                "sha256",
                challenge.selection().indexes().boxed().toList(),
                challenge.expiresAt());
    }
}
