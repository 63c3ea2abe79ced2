package dev.leeward.attestation.schedule;

import dev.leeward.attestation.host.HostDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How often hosts attest. Where both its site and its tenant have an interval of their own, the shorter counts for a host.
 *
 * @param standard where nothing else is said
 * @param sites by site
 * @param tenants by the tenant that a host is dedicated to
 */
public record Intervals(Duration standard, Map<String, Duration> sites, Map<String, Duration> tenants) {

    public Intervals {
        sites = Map.copyOf(sites);
        tenants = Map.copyOf(tenants);
        requirePositive("standard", standard);
        sites.forEach((site, interval) -> requirePositive("of site " + site, interval));
        tenants.forEach((tenant, interval) -> requirePositive("of tenant " + tenant, interval));
    }

    private static void requirePositive(String which, Duration interval) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval " + which + " is " + interval + ": it must be positive");
        }
    }

    /** The interval of a host. */
    public Duration of(HostDescription host) {
        return Stream.of(sites.get(host.site()), host.tenant().map(tenants::get).orElse(null))
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(standard);
    }
}
