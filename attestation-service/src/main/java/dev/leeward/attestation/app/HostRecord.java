package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.HostTrust;
import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a host.
 *
 * @param description its last description by the inventory
 * @param trust the trust in it
 * @param key the pinned attestation key; null where none is
 * @param endorsement the TPM that proved to hold it; null where none did
 * @param facts configuration facts that it stated last
 * @param sequence number of the last event that was said about it
 */
public record HostRecord(
        HostDescription description,
        HostTrust trust,
        @Nullable AttestationKey key,
        @Nullable Endorsement endorsement,
        Map<String, String> facts,
        long sequence) {

    public HostRecord {
        if (key == null && endorsement != null) {
            throw new IllegalArgumentException(
                    "host " + description.id() + " has an endorsement of no attestation key");
        }
        facts = Map.copyOf(facts);
    }

    static HostRecord discovered(HostDescription description) {
        return new HostRecord(description, new HostTrust.Discovered(), null, null, Map.of(), 0);
    }

    public HostId id() {
        return description.id();
    }

    /** Whether it is in the inventory. */
    public boolean present() {
        return !(trust instanceof HostTrust.Retired);
    }

    /** Whether a manager lists it, rather than the inventory file. */
    boolean managed() {
        return !description.source().equals(SourceId.FILE);
    }

    /** Whether an attestation key is pinned. */
    public boolean enrolled() {
        return key != null;
    }

    /** What is true of the trust in it at a time. */
    public TrustReport report(Instant now) {
        return trust.report(now);
    }

    HostRecord with(HostDescription changed) {
        return new HostRecord(changed, trust, key, endorsement, facts, sequence);
    }

    HostRecord with(HostTrust changed) {
        return new HostRecord(description, changed, key, endorsement, facts, sequence);
    }

    HostRecord withKey(AttestationKey pinned, @Nullable Endorsement tpm) {
        return new HostRecord(description, trust, pinned, tpm, facts, sequence);
    }

    HostRecord withoutKey() {
        return new HostRecord(description, trust, null, null, facts, sequence);
    }

    HostRecord withFacts(Map<String, String> changed) {
        return new HostRecord(description, trust, key, endorsement, changed, sequence);
    }

    HostRecord withSequence(long next) {
        return new HostRecord(description, trust, key, endorsement, facts, next);
    }
}
