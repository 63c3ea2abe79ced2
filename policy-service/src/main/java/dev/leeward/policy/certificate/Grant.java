package dev.leeward.policy.certificate;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.Trust;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Whether a host may have a certificate for migrations now. Nobody revokes one: it ends with the trust that it rests on. */
public sealed interface Grant {

    /**
     * It may, from and until these times, in whole seconds (RFC 5280, section 4.1.2.5).
     *
     * @param trust what it rests on
     */
    record Given(Instant notBefore, Instant notAfter, Trust trust) implements Grant {}

    /** It may not. */
    record Refused(String code, String reason, String remedy) implements Grant {}

    /**
     * How certificates are given.
     *
     * @param lifetime at most
     * @param maxStaleness how far the view of hosts may lie behind
     */
    record Terms(Duration lifetime, Duration maxStaleness) {}

    /** How much earlier a certificate begins, for hosts whose clocks are slow. */
    Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    /** What is left of a trust that ends sooner than this is not worth a certificate. */
    Duration LEAST = Duration.ofSeconds(5);

    /**
     * Decides.
     *
     * @param host null where it is not in the inventory
     * @param staleness how far the view of hosts may lie behind now
     */
    static Grant of(HostId id, @Nullable HostView host, Duration staleness, Terms terms, Instant now) {
        if (staleness.compareTo(terms.maxStaleness()) > 0) {
            return new Refused(
                    "view-stale",
                    "Whether host %s is trusted is not known for sure: the view of hosts is behind.".formatted(id),
                    "Try again; GET /q/health says which topic is behind.");
        }
        if (host == null) {
            return new Refused(
                    "host-unknown", "Host %s is not in the inventory.".formatted(id), "Let the inventory list it.");
        }
        Trust trust = host.trust().at(now);
        Instant until = trust.attestedUntil();
        if (!trust.granted() || until == null) {
            return new Refused(
                    "host-not-trusted",
                    "Host %s is %s: %s".formatted(id, trust.status(), sentence(trust.reason())),
                    "Mend what is wrong with it and attest it again; GET /v1/hosts/%s of attestation-service says more."
                            .formatted(id));
        }
        Instant notAfter = earlier(now.plus(terms.lifetime()), until).truncatedTo(ChronoUnit.SECONDS);
        if (notAfter.isBefore(now.plus(LEAST))) {
            return new Refused(
                    "trust-ends",
                    "The trust in host %s ends at %s.".formatted(id, until),
                    "Try again after its next attestation.");
        }
        return new Given(now.minus(CLOCK_TOLERANCE).truncatedTo(ChronoUnit.SECONDS), notAfter, trust);
    }

    private static String sentence(String reason) {
        return reason.endsWith(".") ? reason : reason + ".";
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
