package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.enrolment.Endorsement;
import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.Rejection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said about a host. */
public sealed interface HostFact {

    /** It was found, or its description changed. */
    record Discovered() implements HostFact {}

    /** It left the inventory. */
    record Retired(String reason) implements HostFact {}

    /** Its configuration facts, where they changed. */
    record ConfigurationObserved(Map<String, String> facts, Instant observedAt) implements HostFact {
        public ConfigurationObserved {
            facts = Map.copyOf(facts);
        }
    }

    /** Its evidence was verified. */
    record Measured(Evidence evidence) implements HostFact {}

    /** Its evidence was refused. */
    record EvidenceRejected(@Nullable UUID challengeId, Rejection rejection) implements HostFact {}

    /**
     * An attestation key was pinned for it.
     *
     * @param key the key
     * @param endorsement the TPM that proved to hold it; null where none did
     * @param vendor whose endorsement root vouches for the TPM; null where none does
     * @param replaced the key that was pinned before; null where none was
     */
    record Enrolled(
            AttestationKey key,
            @Nullable Endorsement endorsement,
            @Nullable String vendor,
            @Nullable AttestationKey replaced)
            implements HostFact {}

    /** Its pinned attestation key no longer counts. */
    record EnrolmentWithdrawn(AttestationKey key, String reason) implements HostFact {}

    /** Its enrolment was refused. */
    record EnrolmentRefused(Refusal refusal) implements HostFact {}

    /** The trust in it is new, renewed or withdrawn; the result is signed, or null where none is. */
    record TrustChanged(
            TrustReport report,
            TrustStatus previous,
            String referenceDigest,
            @Nullable String attestationResult) implements HostFact {}
}
