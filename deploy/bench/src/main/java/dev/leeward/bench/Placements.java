package dev.leeward.bench;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Hosts and workloads by number, and questions about them: the same number is always the same. One host of twenty is not
 * trusted; labels are such that about half of all questions are refused, by every one of the policies now and then.
 *
 * @param hosts how many there are
 * @param workloads how many there are
 * @param since when the hosts were attested; that counts for a day
 */
record Placements(int hosts, int workloads, Instant since) {
    private static final int TENANTS = 100;
    private static final List<String> SITES = List.of("east", "west", "north", "abroad");

    /** Labels of hosts, and one of how many has each. */
    private static final List<Rare> ON_HOSTS = List.of(
            new Rare("pci", 4, "false"),
            new Rare("maintenance", 50, "true"),
            new Rare("gpu", 3, "true"),
            new Rare("tier", 5, "bronze"),
            new Rare("frozen", 100, "true"),
            new Rare("encryption", 4, "off"),
            new Rare("lifecycle", 60, "retiring"),
            new Rare("zone", 2, "b"),
            new Rare("licence", 8, "none"),
            new Rare("env", 5, "dev"));

    private static final List<Rare> ON_WORKLOADS = List.of(
            new Rare("pci", 5, "true"),
            new Rare("residency", 5, "east, west, north"),
            new Rare("asset-tag", 20, "true"),
            new Rare("gpu", 20, "true"),
            new Rare("tier", 4, "gold"),
            new Rare("encrypted", 6, "true"),
            new Rare("export", 10, "restricted"),
            new Rare("zone", 12, "a"),
            new Rare("licence", 10, "per-core"),
            new Rare("backup", 80, "running"),
            new Rare("assurance", 10, "hardware"),
            new Rare("env", 3, "prod"),
            new Rare("two-person", 40, "true"));

    private record Rare(String label, int oneOf, String value) {}

    static Placements now(int hosts, int workloads) {
        return new Placements(hosts, workloads, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    HostView host(int number) {
        var random = random(number);
        boolean trusted = random.nextInt(20) > 0;
        return new HostView(
                new HostId("host-" + number),
                "host " + number,
                SITES.get(random.nextInt(SITES.size())),
                "esxi",
                random.nextInt(60) == 0 ? "5.0" : "5.1",
                labels(random, ON_HOSTS),
                new Trust(
                        trusted ? TrustStatus.TRUSTED : TrustStatus.UNTRUSTED,
                        trusted ? "" : "VMM measures hypervisor esxi 5.0",
                        since,
                        trusted ? since.plus(1, ChronoUnit.DAYS) : null,
                        random.nextInt(4) == 0 ? Assurance.VOUCHED : Assurance.HARDWARE_QUOTE));
    }

    WorkloadView workload(int number) {
        var random = random(-1 - number);
        var home = host(random.nextInt(hosts));
        return new WorkloadView(
                new WorkloadId("workload-" + number),
                "workload " + number,
                new TenantId("tenant-" + random.nextInt(TENANTS)),
                labels(random, ON_WORKLOADS),
                home.id(),
                home.site());
    }

    /** A question of an operator: may some workload go to some host? */
    PlacementRequest question(long number) {
        var random = random(number * 31 + 7);
        return new PlacementRequest(
                "question-" + number,
                Action.MIGRATE,
                new Principal(random.nextInt(10) == 0 ? "svc-mover" : "oscar", Set.of("operator"), null),
                new WorkloadId("workload-" + random.nextInt(workloads)),
                null,
                List.of(new HostId("host-" + random.nextInt(hosts))),
                List.of(),
                null,
                "bench",
                null);
    }

    private static Map<String, String> labels(RandomGenerator random, List<Rare> known) {
        var labels = new HashMap<String, String>();
        for (var rare : known) {
            if (random.nextInt(rare.oneOf) == 0) {
                labels.put(rare.label, rare.value);
            }
        }
        return labels;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
