package dev.leeward.attestation.host;

import java.util.Map;
import java.util.Optional;

/**
 * A host as its inventory describes it.
 *
 * @param id identity
 * @param source the inventory source that lists it
 * @param name name as administrators know it
 * @param site the site that it stands in
 * @param vendor maker of the platform
 * @param model model of the platform
 * @param hypervisor product name of the hypervisor
 * @param hypervisorVersion version that the inventory states; the measured one decides
 * @param labels labels of the inventory
 */
public record HostDescription(
        HostId id,
        SourceId source,
        String name,
        String site,
        String vendor,
        String model,
        String hypervisor,
        String hypervisorVersion,
        Map<String, String> labels) {

    private static final String TENANT_LABEL = "tenant";

    public HostDescription {
        labels = Map.copyOf(labels);
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of host " + id + " is blank");
        }
        if (!HostId.isValid(site)) {
            throw new IllegalArgumentException("site \"" + site + "\" of host " + id + " is not a site id");
        }
    }

    /** The tenant that it is dedicated to, as its label says; empty where it serves all. */
    public Optional<String> tenant() {
        return Optional.ofNullable(labels.get(TENANT_LABEL));
    }
}
