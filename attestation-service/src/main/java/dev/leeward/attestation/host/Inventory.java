package dev.leeward.attestation.host;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All sites and hosts that an inventory source knows. What is not in it is not there.
 *
 * @param sites the sites, each once
 * @param hosts the hosts, each once, each at one of the sites
 */
public record Inventory(List<Site> sites, List<HostDescription> hosts) {

    public Inventory {
        sites = List.copyOf(sites);
        hosts = List.copyOf(hosts);
        Set<String> known = new HashSet<>();
        for (Site site : sites) {
            if (!known.add(site.id())) {
                throw new IllegalArgumentException("site " + site.id() + " is listed twice");
            }
        }
        Set<HostId> seen = new HashSet<>();
        for (HostDescription host : hosts) {
            if (!known.contains(host.site())) {
                throw new IllegalArgumentException("host " + host.id() + " stands at unknown site " + host.site());
            }
            if (!seen.add(host.id())) {
                throw new IllegalArgumentException("host " + host.id() + " is listed twice");
            }
        }
    }
}
