package dev.leeward.migration.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.host.TrustStatus;
import dev.leeward.migration.placement.DestinationChoice.Choice;
import dev.leeward.migration.placement.DestinationChoice.Wish;
import dev.leeward.migration.placement.Workload.AntiAffinity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DestinationChoiceTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final TenantId ACME = new TenantId("acme");
    private static final Wish ANYWHERE = new Wish(null, null);
    private static final Wish WEST = new Wish(new SiteId("west"), null);
    private static final Wish NOT_EAST = new Wish(null, new SiteId("east"));

    @Test
    void onlyTrustedHostsCount() {
        assertThat(choose(WEST, trusted("west", "west-1", 10, 9), candidate("west", "west-2", 10, 0, untrusted())))
                .isEqualTo(chosen("west", "west-1"));
    }

    @Test
    void trustThatHasExpiredDoesNotCount() {
        Candidate expired = candidate(
                "west", "west-1", 10, 0, new HostTrust(new HostId("west-1"), TrustStatus.TRUSTED, "", null, NOW));

        assertThat(choose(WEST, expired)).isInstanceOfSatisfying(Choice.None.class, none -> {
            assertThat(none.reason().code()).isEqualTo("untrusted-destination");
            assertThat(none.reason().detail()).contains("west-1 is STALE", NOW.toString());
        });
    }

    @Test
    void theEmptiestHostIsTaken() {
        assertThat(choose(WEST, trusted("west", "west-1", 10, 5), trusted("west", "west-3", 10, 4)))
                .isEqualTo(chosen("west", "west-3"));
    }

    @Test
    void theOwnSiteIsPreferredUnlessItIsLeft() {
        Candidate near = trusted("east", "east-2", 10, 9);
        Candidate far = trusted("west", "west-1", 10, 0);

        assertThat(choose(ANYWHERE, near, far)).isEqualTo(chosen("east", "east-2"));
        assertThat(choose(NOT_EAST, near, far)).isEqualTo(chosen("west", "west-1"));
    }

    @Test
    void theOwnHostAndRefusedHostsDoNotCount() {
        Choice choice = DestinationChoice.choose(
                workload(Map.of()),
                ANYWHERE,
                List.of(trusted("east", "east-1", 10, 0), trusted("west", "west-1", 10, 0)),
                Set.of(new HostId("west-1")),
                NOW);

        assertThat(choice)
                .isInstanceOfSatisfying(
                        Choice.None.class,
                        none -> assertThat(none.reason().code()).isEqualTo("no-destination"));
    }

    @Test
    void aFullHostDoesNotCountAndTheFigureIsNamed() {
        assertThat(choose(WEST, trusted("west", "west-1", 3, 3))).isInstanceOfSatisfying(Choice.None.class, none -> {
            assertThat(none.reason().code()).isEqualTo("capacity-insufficient");
            assertThat(none.reason().detail()).contains("3 of 3");
        });
    }

    @Test
    void workloadsThatKeepApartDoNotShareAHost() {
        Candidate taken =
                new Candidate(location("west", "west-1"), 10, 1, trust("west-1"), Set.of(new AntiAffinity(ACME, "db")));
        Workload db = workload(Map.of(Workload.ANTI_AFFINITY, "db"));

        Choice choice = DestinationChoice.choose(db, WEST, List.of(taken), Set.of(), NOW);
        Choice other = DestinationChoice.choose(workload(Map.of()), WEST, List.of(taken), Set.of(), NOW);

        assertThat(choice)
                .isInstanceOfSatisfying(
                        Choice.None.class,
                        none -> assertThat(none.reason().code()).isEqualTo("anti-affinity"));
        assertThat(other).isEqualTo(chosen("west", "west-1"));
    }

    @Test
    void placementEpochsOnlyGrow() {
        Placement placement = Placement.found(location("east", "east-1")).issueNext();

        Placement moved = placement.moved(location("west", "west-1"), 2);

        assertThat(moved.epoch()).isEqualTo(2);
        assertThatThrownBy(() -> moved.moved(location("east", "east-1"), 2)).hasMessageContaining("epoch 2");
        assertThatThrownBy(() -> moved.moved(location("east", "east-1"), 3)).hasMessageContaining("issued up to 2");
    }

    private static Choice choose(Wish wish, Candidate... candidates) {
        return DestinationChoice.choose(workload(Map.of()), wish, List.of(candidates), Set.of(), NOW);
    }

    private static Choice chosen(String site, String host) {
        return new Choice.Chosen(location(site, host));
    }

    private static Workload workload(Map<String, String> labels) {
        return new Workload(
                new WorkloadId("acme-web"),
                "web",
                ACME,
                labels,
                1024,
                List.of(),
                Placement.found(location("east", "east-1")));
    }

    private static Candidate trusted(String site, String host, int slots, int taken) {
        return candidate(site, host, slots, taken, trust(host));
    }

    private static Candidate candidate(String site, String host, int slots, int taken, HostTrust trust) {
        return new Candidate(location(site, host), slots, taken, trust, Set.of());
    }

    private static HostTrust trust(String host) {
        return new HostTrust(new HostId(host), TrustStatus.TRUSTED, "", null, NOW.plusSeconds(60));
    }

    private static HostTrust untrusted() {
        return new HostTrust(new HostId("west-2"), TrustStatus.UNTRUSTED, "VMM does not match", null, null);
    }

    private static Location location(String site, String host) {
        return new Location(new SiteId(site), new HostId(host));
    }
}
