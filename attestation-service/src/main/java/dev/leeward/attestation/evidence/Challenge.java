package dev.leeward.attestation.evidence;

import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A nonce that one host may answer once, soon, with the selected PCRs. Trust counts from its issue.
 *
 * @param id identity
 * @param host the only host that may answer
 * @param nonce 32 random bytes, kept by the verifier
 * @param selection PCRs to be quoted
 * @param issuedAt when it was issued
 * @param expiresAt when it can no longer be answered
 * @param used whether it was answered, well or badly
 */
public record Challenge(
        UUID id, HostId host, Bytes nonce, PcrSelection selection, Instant issuedAt, Instant expiresAt, boolean used) {

    /** Length of a nonce in bytes. */
    public static final int NONCE_LENGTH = 32;

    public Challenge {
        if (nonce.length() != NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce has 32 bytes, not " + nonce.length());
        }
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("challenge " + id + " expires before it is issued");
        }
    }

    /** Why the host cannot answer it now; empty where it can. */
    public Optional<Rejection> refuses(HostId answering, Instant now) {
        if (!host.equals(answering)) {
            return Optional.of(unknown(id));
        }
        if (used) {
            return Optional.of(
                    new Rejection(Rejection.Code.CHALLENGE_USED, "Challenge " + id + " was answered before."));
        }
        if (!now.isBefore(expiresAt)) {
            return Optional.of(new Rejection(
                    Rejection.Code.CHALLENGE_EXPIRED, "Challenge " + id + " expired at " + expiresAt + "."));
        }
        return Optional.empty();
    }

    /** A challenge that was never issued to the host, or was forgotten since. */
    public static Rejection unknown(UUID id) {
        return new Rejection(Rejection.Code.CHALLENGE_UNKNOWN, "Challenge " + id + " was not issued to this host.");
    }

    /** The same, answered. */
    public Challenge answered() {
        return new Challenge(id, host, nonce, selection, issuedAt, expiresAt, true);
    }
}
