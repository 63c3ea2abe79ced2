package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that all of this is true of.
 *
 * @param site the site that they stand in; null for any
 * @param labels labels that the inventory gives them; empty for any
 * @param status the trust in them; null for any
 * @param manifest reference manifest that some part of their last result matched or was compared with; null for any
 * @param endorsementRoot endorsement root that their TPM's certificate chains to; null for any
 * @param hosts which they are; empty for any
 */
public record HostSelection(
        @Nullable String site,
        Map<String, String> labels,
        @Nullable TrustStatus status,
        @Nullable ManifestId manifest,
        @Nullable UUID endorsementRoot,
        Set<HostId> hosts) {

    public HostSelection {
        labels = Map.copyOf(labels);
        hosts = Set.copyOf(hosts);
        if (site == null
                && labels.isEmpty()
                && status == null
                && manifest == null
                && endorsementRoot == null
                && hosts.isEmpty()) {
            throw new IllegalArgumentException("the selection says nothing of the hosts that are meant");
        }
    }
}
