package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.appraisal.Basis;
import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.Verdict;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.EvidenceVerifier;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.evidence.Rejection.Code;
import dev.leeward.attestation.evidence.Submission;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Takes evidence in: verifies it, appraises it, and says what became of it. A refusal leaves the former verdict. */
@ApplicationScoped
public class EvidenceIntake {

    /** The outcome of a submission. */
    public sealed interface Outcome {
        /** Verified and appraised; the report says with what verdict. */
        record Appraised(UUID evidenceId, TrustReport report) implements Outcome {}

        /** Refused. */
        record Rejected(Rejection rejection) implements Outcome {}
    }

    private static final String STRANGERS = "attestation-service/strangers/all";

    private final HostStore hosts;
    private final ChallengeStore challenges;
    private final EvidenceStore store;
    private final ManifestStore manifests;
    private final EvidenceVerifier verifier;
    private final Appraiser appraiser;
    private final Ledger ledger;
    private final Turns turns;
    private final Announcements announcements;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    EvidenceIntake(
            HostStore hosts,
            ChallengeStore challenges,
            EvidenceStore store,
            ManifestStore manifests,
            EvidenceVerifier verifier,
            Appraiser appraiser,
            Ledger ledger,
            Turns turns,
            Announcements announcements,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.challenges = challenges;
        this.store = store;
        this.manifests = manifests;
        this.verifier = verifier;
        this.appraiser = appraiser;
        this.ledger = ledger;
        this.turns = turns;
        this.announcements = announcements;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    static Rejection unknown(HostId id) {
        return new Rejection(Code.UNKNOWN_HOST, "Host " + id + " is not in the inventory.");
    }

    /** Takes the answer to a challenge. Whatever comes of it, the challenge is used up. */
    @Transactional
    public Outcome submit(HostId id, UUID challengeId, Submission submission) {
        Optional<HostRecord> host = hosts.lock(id).filter(HostRecord::present);
        if (host.isEmpty()) {
            Rejection rejection = unknown(id);
            announcements.rejectedFromStranger(id, challengeId, rejection, hosts.nextInStream(STRANGERS));
            return new Outcome.Rejected(rejection);
        }
        return answer(host.get(), challengeId, submission);
    }

    private Outcome answer(HostRecord host, UUID challengeId, Submission submission) {
        Instant now = clock.instant();
        AttestationKey key = host.key();
        if (key == null) {
            return reject(
                    host,
                    challengeId,
                    new Rejection(Code.HOST_NOT_ENROLLED, "No attestation key is pinned for host " + host.id() + "."));
        }
        Optional<Challenge> challenge = challenges.lock(challengeId);
        Optional<Rejection> refusal = challenge.isEmpty()
                ? Optional.of(Challenge.unknown(challengeId))
                : challenge.get().refuses(host.id(), now);
        if (refusal.isPresent()) {
            return reject(host, challengeId, refusal.get());
        }
        challenges.markAnswered(challenge.orElseThrow(), now);
        return switch (verifier.verify(ids.next(), key, challenge.orElseThrow(), submission)) {
            case EvidenceVerifier.Outcome.Refused(var rejection) -> reject(host, challengeId, rejection);
            case EvidenceVerifier.Outcome.Genuine(var evidence) ->
                appraise(host, key, challengeId, submission, evidence, now);
        };
    }

    private Outcome appraise(
            HostRecord host,
            AttestationKey key,
            UUID challengeId,
            Submission submission,
            Evidence evidence,
            Instant now) {
        Verdict verdict = appraiser.appraise(host.description(), evidence.claims(), manifests.inForce());
        return switch (host.trust().attest(evidence, verdict, settings.trustLifetime())) {
            case Decision.Accepted(var event) -> {
                store.add(host.id(), challengeId, key, evidence, submission, now);
                HostRecord measured = ledger.say(observe(host, evidence, now), new HostFact.Measured(evidence));
                HostRecord appraised = ledger.happen(measured, event);
                hosts.save(appraised);
                turns.attested(appraised, evidence.measuredAt());
                yield new Outcome.Appraised(evidence.id(), appraised.report(now));
            }
            case Decision.Refused(var rejection) -> reject(host, challengeId, rejection);
            case Decision.Unchanged(), Decision.KeyIsPinned _ ->
                throw new IllegalStateException("an attestation is accepted or refused, nothing else");
        };
    }

    /** A change of facts, or of the TPM's firmware, is a fact of its own. */
    private HostRecord observe(HostRecord host, Evidence evidence, Instant now) {
        Map<String, String> facts = new HashMap<>(evidence.facts());
        if (Basis.of(evidence) instanceof Basis.Quoted(var _, var _, var firmwareVersion)) {
            facts.put("tpm-firmware-version", Long.toHexString(firmwareVersion));
        }
        if (host.managed()) {
            facts.keySet().removeIf(key -> key.startsWith(ManagedFacts.PREFIX));
            facts.putAll(ManagedFacts.only(host.facts()));
        }
        if (facts.equals(host.facts())) {
            return host;
        }
        return ledger.say(host.withFacts(facts), new HostFact.ConfigurationObserved(facts, now));
    }

    private Outcome reject(HostRecord host, UUID challengeId, Rejection rejection) {
        hosts.save(ledger.say(host, new HostFact.EvidenceRejected(challengeId, rejection)));
        turns.refused(host, challengeId, rejection);
        return new Outcome.Rejected(rejection);
    }
}
