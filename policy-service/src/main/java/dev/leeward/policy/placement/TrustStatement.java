package dev.leeward.policy.placement;

import dev.leeward.policy.placement.AttestationResult.EventNumber;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of the trust in a host.
 *
 * @param number the event's own number
 */
public record TrustStatement(HostId host, EventNumber number, Trust trust) {

    /**
     * The trust that counts where results have to be signed: what grants something has to be borne out by a signed result
     * that says the same of the same host, for this event and no other. Whatever grants nothing counts unsigned.
     */
    public Trust borneOutBy(Signature signature, Instant now) {
        if (!trust.granted()) {
            return trust;
        }
        return switch (signature) {
            case Signature.Genuine(var result) ->
                objection(result, now).map(TrustStatement::doubted).orElse(trust);
            case Signature.Missing() ->
                doubted("the event that says so carries no attestation result: let"
                        + " leeward.attestation.result-signing.keys give attestation-service a key to sign with");
            case Signature.Refused(var reason) -> doubted(reason);
        };
    }

    private Optional<String> objection(AttestationResult result, Instant now) {
        if (!result.host().equals(host)) {
            return Optional.of(contradiction("host", host, result.host()));
        }
        if (!result.number().equals(number)) {
            return Optional.of(contradiction("event", number, result.number()));
        }
        if (result.status() != trust.status()) {
            return Optional.of(contradiction("status", trust.status(), result.status()));
        }
        if (!Objects.equals(result.expiresAt(), seconds(trust.attestedUntil()))) {
            return Optional.of(contradiction("expiry", trust.attestedUntil(), result.expiresAt()));
        }
        if (!result.issuedAt().equals(seconds(trust.attestedAt()))) {
            return Optional.of(contradiction("time of attestation", trust.attestedAt(), result.issuedAt()));
        }
        if (result.assurance() != trust.assurance()) {
            return Optional.of(contradiction("assurance", trust.assurance(), result.assurance()));
        }
        if (result.assetTag() != trust.assetTag()) {
            return Optional.of(contradiction("asset tag", trust.assetTag(), result.assetTag()));
        }
        if (result.issuedAt().isAfter(now.plus(Trust.CLOCK_TOLERANCE))) {
            return Optional.of(
                    "its attestation result was issued at %s, ahead of this service's clock (%s): synchronise"
                                    .formatted(result.issuedAt(), now)
                            + " the clocks");
        }
        return Optional.empty();
    }

    private static String contradiction(String what, @Nullable Object said, @Nullable Object signed) {
        return "the event names the %s %s, its signed attestation result %s: find out who besides attestation-service"
                        .formatted(what, said, signed)
                + " writes to the topic of host trust";
    }

    private static @Nullable Instant seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Trust doubted(String why) {
        return new Trust(TrustStatus.UNKNOWN, "it is said to be trusted, but " + why, null, null, Assurance.NONE);
    }
}
