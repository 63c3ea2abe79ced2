package dev.leeward.local.world;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the launcher simulates: sites, hosts and what they boot, tenants and their workloads, and how those are protected. */
public record World(
        List<Site> sites,
        List<Link> links,
        List<Reference> references,
        List<Host> hosts,
        List<String> tenants,
        List<Volume> volumes,
        List<Workload> workloads,
        List<Group> groups,
        List<Plan> plans) {

    public record Site(String id, String name) {}

    public record Link(String from, String to, int latencyMillis, int mbitPerSecond) {}

    /** A known-good product version of one part of a host ({@code PLATFORM} or {@code VMM}). */
    public record Reference(String id, String part, String product, String version) {}

    public record Host(
            String id,
            String site,
            String vendor,
            String model,
            String bios,
            String hypervisor,
            String version,
            int slots,
            Map<String, String> labels) {}

    /** A volume; {@code site} is null where it is distributed. */
    public record Volume(String id, String kind, @Nullable String site, int sizeGiB) {}

    public record Workload(
            String id, String tenant, String host, int memoryMiB, List<String> volumes, Map<String, String> labels) {}

    public record Group(
            String id,
            String tenant,
            List<String> workloads,
            String fromSite,
            String toSite,
            int rpoSeconds,
            String replication) {}

    public record Tier(int priority, List<String> workloads) {}

    public record Plan(String id, String tenant, List<String> groups, List<Tier> tiers) {}

    public Host host(String id) {
        return hosts.stream().filter(host -> host.id().equals(id)).findFirst().orElseThrow();
    }
}
