package dev.leeward.attestation.schedule;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When a host attests next. Handing out a challenge already says when the next is handed out if no answer is accepted:
 * whoever hands out may die, and nothing has to notice.
 *
 * @param host the host
 * @param dueAt when its attestation is due; moves on with accepted evidence only
 * @param nextAt from when it is challenged: when it is due, after a failure, or on demand
 * @param attempts challenges handed out since evidence was last accepted
 * @param lease the challenge that it works on; null where there is none
 */
public record Turn(
        HostId host,
        Instant dueAt,
        Instant nextAt,
        int attempts,
        @Nullable Lease lease) {

    /**
     * A challenge that was handed out and not answered yet.
     *
     * @param challenge its identity
     * @param until when it can no longer be answered
     */
    public record Lease(UUID challenge, Instant until) {}

    public Turn {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts of host " + host + " is negative: " + attempts);
        }
    }

    /** The turn of a host whose key was just pinned: it is due at once. */
    public static Turn first(HostId host, Instant now) {
        return new Turn(host, now, now, 0, null);
    }

    /** Whether it is to be challenged. */
    public boolean ready(Instant now) {
        return !nextAt.isAfter(now);
    }

    /** Whether an accepted answer is missing for longer than is tolerated. */
    public boolean overdue(Instant now, Duration tolerated) {
        return dueAt.plus(tolerated).isBefore(now);
    }

    /** The challenge that it works on, while it can be answered. */
    public Optional<Lease> open(Instant now) {
        return Optional.ofNullable(lease).filter(held -> held.until().isAfter(now));
    }

    /** It is to attest now, whatever was planned. */
    public Turn demanded(Instant now) {
        return ready(now) ? this : new Turn(host, dueAt, now, attempts, lease);
    }

    /** It was handed a challenge. */
    public Turn challenged(Challenge challenge, HostDescription description, Schedule schedule) {
        int attempt = attempts + 1;
        return new Turn(
                host,
                dueAt,
                challenge.expiresAt().plus(schedule.backOff(description, attempt)),
                attempt,
                new Lease(challenge.id(), challenge.expiresAt()));
    }

    /** Its evidence was accepted, whatever the verdict. */
    public Turn attested(Instant measuredAt, HostDescription description, Schedule schedule) {
        Instant next = schedule.next(description, measuredAt);
        return new Turn(host, next, next, 0, null);
    }

    /** Its answer was refused. An answer to a challenge that it asked for by itself changes nothing. */
    public Turn refused(UUID challenge, Instant now, HostDescription description, Schedule schedule) {
        return lease != null && lease.challenge().equals(challenge)
                ? new Turn(host, dueAt, now.plus(schedule.backOff(description, Math.max(attempts, 1))), attempts, null)
                : this;
    }
}
