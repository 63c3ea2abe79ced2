package dev.leeward.migration.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void aNoisyTenantDoesNotDelayAQuietOne() {
        List<Claim> noisy = claims("noisy", 100, 0, "n");
        Claim quiet = claim("quiet", 999, 999, false, "q");

        List<MigrationId> granted = grant(concat(noisy, List.of(quiet)), List.of(), new Slots(4, 100, 0));

        assertThat(granted).hasSize(4).contains(quiet.id());
    }

    @Test
    void slotsAreSharedEvenly() {
        List<Claim> waiting =
                concat(concat(claims("a", 50, 0, "h"), claims("b", 50, 1000, "h")), claims("c", 50, 2000, "h"));

        List<MigrationId> granted = grant(waiting, List.of(), new Slots(9, 100, 0));

        assertThat(count(granted, claims("a", 50, 0, "h"))).isEqualTo(3);
        assertThat(count(granted, claims("b", 50, 1000, "h"))).isEqualTo(3);
        assertThat(count(granted, claims("c", 50, 2000, "h"))).isEqualTo(3);
    }

    @Test
    void withASingleSlotTenantsTakeTurnsHoweverLongTheirQueuesAre() {
        Slots one = new Slots(1, 10, 0);
        List<Claim> waiting = new ArrayList<>(concat(claims("noisy", 20, 0, "h"), claims("quiet", 3, 5000, "h")));
        Map<TenantId, Instant> served = new HashMap<>();
        List<String> order = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            MigrationId next = FairQueue.grant(waiting, List.of(), one, served).getFirst();
            Claim claim = waiting.stream()
                    .filter(c -> c.id().equals(next))
                    .findFirst()
                    .orElseThrow();
            waiting.remove(claim);
            served.put(claim.tenant(), NOW.plusSeconds(10_000 + i));
            order.add(claim.tenant().value());
        }

        assertThat(order).containsExactly("noisy", "quiet", "noisy", "quiet", "noisy", "quiet");
    }

    @Test
    void withinATenantTheLongestWaitingComesFirst() {
        List<Claim> waiting = claims("a", 5, 0, "h");

        assertThat(grant(waiting.reversed(), List.of(), new Slots(2, 10, 0)))
                .containsExactly(waiting.get(0).id(), waiting.get(1).id());
    }

    @Test
    void failoversOutrankEverythingAndUseTheReservedSlots() {
        Claim failover = claim("a", 500, 5000, true, "h9");
        List<Claim> running = claims("a", 3, 0, "h1");
        List<Claim> waiting = concat(claims("b", 5, 100, "h2"), List.of(failover));

        assertThat(grant(waiting, running, new Slots(4, 10, 1))).containsExactly(failover.id());
    }

    @Test
    void theReservedSlotsStayFreeForFailovers() {
        assertThat(grant(claims("b", 5, 100, "h2"), claims("a", 3, 0, "h1"), new Slots(4, 10, 1)))
                .isEmpty();
    }

    @Test
    void aBusyHostHoldsNobodyElseUp() {
        List<Claim> running = claims("a", 2, 0, "busy");
        Claim stuck = claim("b", 10, 10, false, "busy");
        Claim free = claim("b", 11, 11, false, "idle");

        assertThat(grant(List.of(stuck, free), running, new Slots(10, 2, 0))).containsExactly(free.id());
    }

    @Test
    void noHostCarriesMoreThanItsShare() {
        assertThat(grant(claims("a", 10, 0, "h"), List.of(), new Slots(10, 4, 0)))
                .hasSize(4);
    }

    @Test
    void slotsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Slots(4, 1, 4)).hasMessageContaining("reserved for failover 4");
        assertThatThrownBy(() -> new Slots(0, 1, 0)).hasMessageContaining("global slots 0");
    }

    private static List<MigrationId> grant(List<Claim> waiting, List<Claim> running, Slots slots) {
        return FairQueue.grant(waiting, running, slots, Map.of());
    }

    private static long count(List<MigrationId> granted, List<Claim> of) {
        return of.stream().filter(c -> granted.contains(c.id())).count();
    }

    private static List<Claim> claims(String tenant, int count, int from, String host) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> claim(tenant, i, i, false, host))
                .toList();
    }

    private static Claim claim(String tenant, int id, int seconds, boolean failover, String host) {
        return new Claim(
                new MigrationId(new UUID(tenant.hashCode(), id)),
                new TenantId(tenant),
                failover,
                NOW.plusSeconds(seconds),
                Set.of(new HostId(host)));
    }

    private static List<Claim> concat(List<Claim> first, List<Claim> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
