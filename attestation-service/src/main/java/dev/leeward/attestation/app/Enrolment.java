package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.enrolment.Binding;
import dev.leeward.attestation.enrolment.PinnedKey;
import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/**
 * Pins attestation keys on first use, where that is allowed; a change needs an administrator, and trust starts anew. It
 * is the weaker way: nothing proves that the key lives in a TPM.
 */
@ApplicationScoped
public class Enrolment {

    /** The outcome of pinning. */
    public sealed interface Outcome {
        /** The key is pinned, now or already. */
        record Pinned(HostRecord host) implements Outcome {}

        /** The host is not in the inventory. */
        record UnknownHost(Rejection rejection) implements Outcome {}

        /** Refused. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private final HostStore hosts;
    private final Ledger ledger;
    private final Turns turns;
    private final Settings settings;

    Enrolment(HostStore hosts, Ledger ledger, Turns turns, Settings settings) {
        this.hosts = hosts;
        this.ledger = ledger;
        this.turns = turns;
        this.settings = settings;
    }

    /** Pins the key in the public area ({@code TPM2B_PUBLIC}) for the host. */
    @Transactional
    public Outcome pin(HostId id, Bytes publicArea, boolean byAdministrator) {
        Optional<HostRecord> found = hosts.lock(id).filter(HostRecord::present);
        if (found.isEmpty()) {
            return new Outcome.UnknownHost(EvidenceIntake.unknown(id));
        }
        if (settings.enrolment() != EnrolmentMode.PIN_ON_FIRST_USE) {
            return refused(
                    Code.ACTIVATION_REQUIRED, "This service pins a key only once a TPM has proved that it holds it.");
        }
        AttestationKey key;
        try {
            key = AttestationKey.parse(publicArea);
        } catch (Malformed e) {
            return refused(Code.ATTESTATION_KEY_UNUSABLE, "This is no key that can attest: " + e.getMessage() + ".");
        }
        HostRecord host = found.get();
        return switch (host.trust().enrol(new PinnedKey(key.name(), new Binding.Pinned()), byAdministrator)) {
            case Decision.Accepted(var event) -> {
                HostRecord said =
                        ledger.say(host.withKey(key, null), new HostFact.Enrolled(key, null, null, host.key()));
                HostRecord pinned = ledger.happen(said, event);
                hosts.save(pinned);
                turns.begin(id);
                yield new Outcome.Pinned(pinned);
            }
            case Decision.Unchanged() -> new Outcome.Pinned(host);
            case Decision.KeyIsPinned(var pinned) ->
                refused(Code.ANOTHER_KEY_IS_PINNED, "The attestation key " + pinned + " is pinned for this host.");
            case Decision.Refused(var rejection) -> new Outcome.UnknownHost(rejection);
        };
    }

    private static Outcome refused(Code code, String reason) {
        return new Outcome.Refused(new Refusal(code, reason));
    }
}
