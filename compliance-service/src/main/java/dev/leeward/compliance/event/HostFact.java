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

    /** Evidence was refused before appraisal. */
    record EvidenceRejected(String hostId, @Nullable String challengeId, String code, String reason)
            implements HostFact {}

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
