package dev.leeward.attestation.host;

import java.util.Map;

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

    public HostDescription {
        labels = Map.copyOf(labels);
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of host " + id + " is blank");
        }
        if (!HostId.isValid(site)) {
            throw new IllegalArgumentException("site \"" + site + "\" of host " + id + " is not a site id");
        }
    }
}
