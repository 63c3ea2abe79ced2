package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.enrolment.Credential;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.EndorsementCertificate;
import dev.leeward.attestation.enrolment.EndorsementRoot;
import dev.leeward.attestation.enrolment.EndorsementVerifier;
import dev.leeward.attestation.enrolment.EnrolmentChallenge;
import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.enrolment.SharedSeed;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Enrols hosts by credential activation: a secret is encrypted so that only a TPM that holds both keys releases it; who
 * sends it back has such a TPM. Refusals are facts about the host.
 */
@ApplicationScoped
public class Activation {

    /** The outcome of beginning. */
    public sealed interface Opening {
        /** Have the TPM release the secret. */
        record Begun(EnrolmentChallenge challenge, Credential credential) implements Opening {}

        /** The host is not in the inventory. */
        record UnknownHost(Rejection rejection) implements Opening {}

        /** Refused. */
        record Refused(Refusal refusal) implements Opening {}
    }

    /** The outcome of finishing. */
    public sealed interface Outcome {
        /** The key is pinned, now or already. */
        record Pinned(HostRecord host) implements Outcome {}

        /** The host is not in the inventory. */
        record UnknownHost(Rejection rejection) implements Outcome {}

        /** Refused. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private final HostStore hosts;
    private final EnrolmentStore enrolments;
    private final EndorsementRootStore roots;
    private final EndorsementVerifier verifier;
    private final Nonces nonces;
    private final SharedSeed.Source seeds;
    private final Ledger ledger;
    private final Turns turns;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    Activation(
            HostStore hosts,
            EnrolmentStore enrolments,
            EndorsementRootStore roots,
            EndorsementVerifier verifier,
            Nonces nonces,
            SharedSeed.Source seeds,
            Ledger ledger,
            Turns turns,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.hosts = hosts;
        this.enrolments = enrolments;
        this.roots = roots;
        this.verifier = verifier;
        this.nonces = nonces;
        this.seeds = seeds;
        this.ledger = ledger;
        this.turns = turns;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /** Begins an enrolment. */
    @Transactional
    public Opening open(HostId id, EnrolmentRequest request, boolean byAdministrator) {
        Optional<HostRecord> host = hosts.lock(id).filter(HostRecord::present);
        if (host.isEmpty()) {
            return new Opening.UnknownHost(EvidenceIntake.unknown(id));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long open = enrolments.open(id, now);
        if (open >= settings.openEnrolments()) {
            return new Opening.Refused(
                    new Refusal(Code.TOO_MANY_OPEN, open + " enrolments of host " + id + " are open."));
        }
        Opening opening = judge(host.get(), request, byAdministrator, now);
        if (opening instanceof Opening.Refused(var refusal)) {
            say(host.get(), refusal);
        }
        return opening;
    }

    private Opening judge(HostRecord host, EnrolmentRequest request, boolean byAdministrator, Instant now) {
        EndorsementKey endorsementKey;
        try {
            endorsementKey = EndorsementKey.parse(request.endorsementKey());
        } catch (Malformed e) {
            return refused(Code.ENDORSEMENT_KEY_UNUSABLE, "This is no usable endorsement key: " + e.getMessage() + ".");
        }
        AttestationKey key;
        try {
            key = AttestationKey.parse(request.attestationKey());
        } catch (Malformed e) {
            return refused(Code.ATTESTATION_KEY_UNUSABLE, "This is no key that can attest: " + e.getMessage() + ".");
        }
        boolean required = settings.enrolment() == EnrolmentMode.ENDORSED;
        Bytes certificate = request.certificate();
        if (certificate == null) {
            return required
                    ? refused(
                            Code.CERTIFICATE_MISSING,
                            "Endorsement key " + endorsementKey.name()
                                    + " came without a certificate, and one is required here.")
                    : begin(host, key, endorsement(endorsementKey, request, null, null), byAdministrator, now);
        }
        List<EndorsementRoot> trusted = roots.inForce().stream()
                .filter(root -> root.endorses(host.description()))
                .toList();
        return switch (verifier.verify(endorsementKey, certificate, request.intermediates(), trusted, now)) {
            case EndorsementVerifier.Outcome.Endorsed(var facts, var root) ->
                begin(host, key, endorsement(endorsementKey, request, facts, root), byAdministrator, now);
            case EndorsementVerifier.Outcome.FromStranger(var facts, var refusal) ->
                required
                        ? new Opening.Refused(refusal)
                        : begin(host, key, endorsement(endorsementKey, request, facts, null), byAdministrator, now);
            case EndorsementVerifier.Outcome.Refused(var refusal) -> new Opening.Refused(refusal);
        };
    }

    private static Endorsement endorsement(
            EndorsementKey key, EnrolmentRequest request, @Nullable EndorsementCertificate facts, @Nullable UUID root) {
        return new Endorsement(key, request.parentOfAttestationKey(), facts, root);
    }

    private Opening begin(
            HostRecord host, AttestationKey key, Endorsement endorsement, boolean byAdministrator, Instant now) {
        if (host.trust().enrol(endorsement.bind(key), byAdministrator) instanceof Decision.KeyIsPinned(var pinned)) {
            return new Opening.Refused(anotherIsPinned(pinned));
        }
        Optional<Refusal> taken = taken(host, endorsement);
        if (taken.isPresent()) {
            return new Opening.Refused(taken.get());
        }
        Bytes secret = nonces.next(EnrolmentChallenge.SECRET_LENGTH);
        EnrolmentChallenge challenge = new EnrolmentChallenge(
                ids.next(),
                host.id(),
                key,
                endorsement,
                Bytes.sha256(secret),
                now,
                now.plus(settings.enrolmentLifetime()),
                false);
        enrolments.add(challenge);
        return new Opening.Begun(
                challenge, Credential.make(endorsement.key(), key.name(), secret, seeds.share(endorsement.key())));
    }

    private static Opening refused(Code code, String reason) {
        return new Opening.Refused(new Refusal(code, reason));
    }

    /** Takes the secret. Whatever comes of it, the enrolment is used up. */
    @Transactional
    public Outcome activate(HostId id, UUID enrolmentId, Bytes secret, boolean byAdministrator) {
        Optional<HostRecord> host = hosts.lock(id).filter(HostRecord::present);
        if (host.isEmpty()) {
            return new Outcome.UnknownHost(EvidenceIntake.unknown(id));
        }
        Instant now = clock.instant();
        Optional<EnrolmentChallenge> begun = enrolments
                .lock(enrolmentId)
                .filter(challenge -> challenge.host().equals(id));
        if (begun.isEmpty()) {
            return refused(host.get(), EnrolmentChallenge.unknown(enrolmentId));
        }
        Optional<Refusal> refusal = begun.get().refuses(secret, now);
        if (!begun.get().used()) {
            enrolments.markAnswered(enrolmentId, now);
        }
        return refusal.map(why -> refused(host.get(), why))
                .orElseGet(() -> pin(host.get(), begun.get(), byAdministrator));
    }

    private Outcome pin(HostRecord host, EnrolmentChallenge proved, boolean byAdministrator) {
        Optional<Refusal> taken = taken(host, proved.endorsement());
        if (taken.isPresent()) {
            return refused(host, taken.get());
        }
        HostRecord known = host.withKey(proved.key(), proved.endorsement());
        return switch (host.trust().enrol(proved.endorsement().bind(proved.key()), byAdministrator)) {
            case Decision.Accepted(var event) ->
                pinned(ledger.happen(ledger.say(known, enrolled(host, proved)), event));
            case Decision.Unchanged() -> again(host, known, proved);
            case Decision.KeyIsPinned(var pinned) -> refused(host, anotherIsPinned(pinned));
            case Decision.Refused(var rejection) -> new Outcome.UnknownHost(rejection);
        };
    }

    /** The key is pinned already; its TPM may have another certificate, or another root vouch for it. */
    private Outcome again(HostRecord host, HostRecord known, EnrolmentChallenge proved) {
        HostRecord said =
                proved.endorsement().equals(host.endorsement()) ? known : ledger.say(known, enrolled(host, proved));
        hosts.save(said);
        return new Outcome.Pinned(said);
    }

    private HostFact enrolled(HostRecord before, EnrolmentChallenge proved) {
        UUID root = proved.endorsement().root();
        String vendor = root == null
                ? null
                : roots.find(root).map(EndorsementRoot::vendor).orElse(null);
        return new HostFact.Enrolled(proved.key(), proved.endorsement(), vendor, before.key());
    }

    private Outcome pinned(HostRecord host) {
        hosts.save(host);
        turns.begin(host.id());
        return new Outcome.Pinned(host);
    }

    private Outcome refused(HostRecord host, Refusal refusal) {
        say(host, refusal);
        return new Outcome.Refused(refusal);
    }

    private void say(HostRecord host, Refusal refusal) {
        hosts.save(ledger.say(host, new HostFact.EnrolmentRefused(refusal)));
    }

    private Optional<Refusal> taken(HostRecord host, Endorsement endorsement) {
        return hosts.boundTo(endorsement.key())
                .filter(other -> !other.equals(host.id()))
                .map(other -> new Refusal(
                        Code.ENDORSEMENT_KEY_TAKEN,
                        "The TPM with endorsement key " + endorsement.key().name() + " speaks for host " + other
                                + "."));
    }

    private static Refusal anotherIsPinned(Bytes pinned) {
        return new Refusal(
                Code.ANOTHER_KEY_IS_PINNED,
                "The attestation key " + pinned
                        + " is pinned for this host, and another TPM, or nothing, holds this one.");
    }
}
