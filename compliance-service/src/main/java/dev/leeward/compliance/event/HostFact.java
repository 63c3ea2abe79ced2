package dev.leeward.compliance.event;

import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What attestation-service states about a host. */
public sealed interface HostFact extends Fact {
    /** The host spoken of. */
    String hostId();

    /** It was found in the inventory, or its description changed. */
    record HostDiscovered(
            String hostId,
            String name,
            String siteId,
            String vendor,
            String model,
            String hypervisor,
            String hypervisorVersion,
            Map<String, String> labels)
            implements HostFact {
        public HostDiscovered {
            labels = Map.copyOf(labels);
        }
    }

    /** It left the inventory and no longer counts. */
    record HostRetired(String hostId, String reason) implements HostFact {}

    /** Configuration facts, as reported. */
    record HostConfigurationObserved(String hostId, Instant observedAt, Map<String, String> facts) implements HostFact {
        public HostConfigurationObserved {
            facts = Map.copyOf(facts);
        }
    }

    /** Its evidence is genuine, fresh and complete. */
    record HostMeasured(
            String hostId,
            String evidenceId,
            Instant measuredAt,
            String pcrBank,
            long resetCount,
            long restartCount,
            String firmwareVersion,
            String assurance,
            boolean measuredLaunch)
            implements HostFact {}

    /**
     * An attestation key was pinned for it.
     *
     * @param binding CREDENTIAL_ACTIVATION where one TPM proved that it holds the key, else PINNED
     * @param replacedKey the key that was pinned before; null where none was
     * @param endorsementKey of the TPM that holds the key; null where no TPM proved it
     * @param tpmManufacturer null where no certificate was sent, as is what follows of the TPM and its certificate
     * @param endorsementRoot the root that the certificate chains to; null where nobody who is trusted vouches for the TPM
     * @param endorsementVendor whose root that is; null where there is none
     */
    record HostEnrolled(
            String hostId,
            String attestationKey,
            String scheme,
            String binding,
            @Nullable String replacedKey,
            @Nullable String endorsementKey,
            @Nullable String tpmManufacturer,
            @Nullable String tpmModel,
            @Nullable String tpmVersion,
            @Nullable String certificateIssuer,
            @Nullable String certificateSerialNumber,
            @Nullable String endorsementRoot,
            @Nullable String endorsementVendor)
            implements HostFact {}

    /** Its pinned attestation key no longer counts. */
    record EnrolmentWithdrawn(String hostId, String attestationKey, String reason) implements HostFact {}

    /** Evidence was refused before appraisal. */
    record EvidenceRejected(String hostId, @Nullable String challengeId, String code, String reason)
            implements HostFact {

        /** A manager's report on a host lacks PCRs: the host is not trusted, but nobody is forging anything. */
        private static final String REPORT_INCOMPLETE = "report-incomplete";

        /** Whether somebody may be forging or replaying evidence. */
        public boolean suspicious() {
            return !code.equals(REPORT_INCOMPLETE);
        }
    }

    /**
     * Its attestation result: new, renewed or withdrawn.
     *
     * @param hostUnique what only this host measures; null where it is not judged on it
     * @param assetTag where the host stands, as its asset tag says; null where it is not judged on it
     */
    record TrustChanged(
            String hostId,
            String hostName,
            String siteId,
            PartTrust platform,
            PartTrust vmm,
            @Nullable PartTrust hostUnique,
            @Nullable PartTrust assetTag,
            PartTrust configuration,
            TrustStatus overall,
            TrustStatus previousOverall,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            String assurance,
            @Nullable String evidenceId,
            String referenceDigest)
            implements HostFact {
        /** Whether the status is another than before, not just renewed. */
        public boolean turned() {
            return overall != previousOverall;
        }
    }
}
