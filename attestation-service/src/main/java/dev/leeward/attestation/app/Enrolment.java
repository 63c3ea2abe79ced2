package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.HostTrust.Decision;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Malformed;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Pins attestation keys: on first use; a change needs an administrator, and trust starts anew. */
@ApplicationScoped
public class Enrolment {

    /** The outcome of pinning. */
    public sealed interface Outcome {
        /** The key is pinned, now or already. */
        record Pinned(HostRecord host, AttestationKey key) implements Outcome {}

        /** The host is not in the inventory. */
        record UnknownHost(Rejection rejection) implements Outcome {}

        /** The key cannot attest. */
        record Unusable(String reason) implements Outcome {}

        /** Another key is pinned. */
        record AnotherIsPinned(Bytes pinned) implements Outcome {}
    }

    private final HostStore hosts;
    private final Ledger ledger;

    Enrolment(HostStore hosts, Ledger ledger) {
        this.hosts = hosts;
        this.ledger = ledger;
    }

    /** Pins the key in the public area ({@code TPM2B_PUBLIC}) for the host. */
    @Transactional
    public Outcome pin(HostId id, Bytes publicArea, boolean byAdministrator) {
        Optional<HostRecord> found = hosts.lock(id).filter(HostRecord::present);
        if (found.isEmpty()) {
            return new Outcome.UnknownHost(EvidenceIntake.unknown(id));
        }
        AttestationKey key;
        try {
            key = AttestationKey.parse(publicArea);
        } catch (Malformed e) {
            return new Outcome.Unusable(e.getMessage() + ".");
        }
        HostRecord host = found.get();
        return switch (host.trust().enrol(key.name(), byAdministrator)) {
            case Decision.Accepted(var event) -> {
                HostRecord pinned = ledger.happen(host.withKey(key), event);
                hosts.save(pinned);
                yield new Outcome.Pinned(pinned, key);
            }
            case Decision.Unchanged() -> new Outcome.Pinned(host, key);
            case Decision.KeyIsPinned(var pinned) -> new Outcome.AnotherIsPinned(pinned);
            case Decision.Refused(var rejection) -> new Outcome.UnknownHost(rejection);
        };
    }
}
