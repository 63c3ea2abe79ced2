package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.References;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Issues challenges. */
@ApplicationScoped
public class Challenges {

    /** The outcome of asking for a challenge. */
    public sealed interface Outcome {
        /** Answer this. */
        record Issued(Challenge challenge) implements Outcome {}

        /** This host cannot be challenged. */
        record Refused(Rejection rejection) implements Outcome {}

        /** So many are open: answer one of those, or let them expire. */
        record TooMany(long open) implements Outcome {}
    }

    private final HostStore hosts;
    private final ChallengeStore store;
    private final ManifestStore manifests;
    private final Nonces nonces;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    Challenges(
            HostStore hosts,
            ChallengeStore store,
            ManifestStore manifests,
            Nonces nonces,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.store = store;
        this.manifests = manifests;
        this.nonces = nonces;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /** Issues a fresh nonce that only this host may answer, with all PCRs that its manifests speak of. */
    @Transactional
    public Outcome issue(HostId id) {
        Optional<HostRecord> host = hosts.lock(id).filter(HostRecord::present);
        if (host.isEmpty()) {
            return new Outcome.Refused(EvidenceIntake.unknown(id));
        }
        Optional<Rejection> refusal = refusal(host.get());
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long open = store.open(id, now);
        if (open >= settings.openChallenges()) {
            return new Outcome.TooMany(open);
        }
        return new Outcome.Issued(add(host.get(), manifests.inForce(), now));
    }

    /** Why the host cannot be challenged; empty where it can. */
    Optional<Rejection> refusal(HostRecord host) {
        if (!host.enrolled()) {
            return Optional.of(
                    new Rejection(Code.HOST_NOT_ENROLLED, "No attestation key is pinned for host " + host.id() + "."));
        }
        if (!settings.enrolment().accepts(host.endorsement())) {
            return Optional.of(new Rejection(
                    Code.HOST_NOT_ENROLLED,
                    "The attestation key of host " + host.id()
                            + " was pinned without the proof that is required now."));
        }
        return Optional.empty();
    }

    /** Issues a challenge to a host that can be challenged. */
    Challenge add(HostRecord host, References references, Instant now) {
        Challenge challenge = new Challenge(
                ids.next(),
                host.id(),
                nonces.next(Challenge.NONCE_LENGTH),
                selection(host, references),
                now,
                now.plus(settings.challengeLifetime()),
                false);
        store.add(challenge);
        return challenge;
    }

    private PcrSelection selection(HostRecord host, References references) {
        PcrSelection needed = references.selection(host.description());
        return settings.extraPcrs()
                .filter(extra -> !extra.isEmpty())
                .map(extra -> PcrSelection.of(
                        extra.stream().mapToInt(Integer::intValue).toArray()))
                .map(needed::with)
                .orElse(needed);
    }
}
