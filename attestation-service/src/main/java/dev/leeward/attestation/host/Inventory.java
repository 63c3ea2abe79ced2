package dev.leeward.attestation.host;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All sites and hosts that one inventory source knows. What is not in it is not there, as far as this source goes.
 *
 * @param source the source
 * @param sites the sites, each once
 * @param hosts the hosts, each once, each at one of the sites
 * @param unclear hosts that the source knows but could not describe: they are neither new nor gone
 */
public record Inventory(SourceId source, List<Site> sites, List<HostDescription> hosts, Set<HostId> unclear) {

    public Inventory {
        sites = List.copyOf(sites);
        hosts = List.copyOf(hosts);
        unclear = Set.copyOf(unclear);
        Set<String> known = new HashSet<>();
        for (Site site : sites) {
            if (!known.add(site.id())) {
                throw new IllegalArgumentException("site " + site.id() + " is listed twice");
            }
        }
        Set<HostId> seen = new HashSet<>(unclear);
        for (HostDescription host : hosts) {
            if (!host.source().equals(source)) {
                throw new IllegalArgumentException(
                        "host " + host.id() + " of source " + host.source() + " is listed by source " + source);
            }
            if (!known.contains(host.site())) {
                throw new IllegalArgumentException("host " + host.id() + " stands at unknown site " + host.site());
            }
            if (!seen.add(host.id())) {
                throw new IllegalArgumentException("host " + host.id() + " is listed twice");
            }
        }
    }
}
