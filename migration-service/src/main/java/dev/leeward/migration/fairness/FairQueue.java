package dev.leeward.migration.fairness;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands out migration slots: failovers first, then to the tenant that holds the fewest, then to the tenant whose turn
 * is the longest ago, and within a tenant to whoever has waited longest. A claim whose hosts are busy is passed over,
 * not waited for, so that one busy host holds nobody else up.
 */
public final class FairQueue {
    private final Slots slots;
    private final Map<TenantId, Instant> lastServed;
    private final Map<TenantId, Integer> held = new HashMap<>();
    private final Map<HostId, Integer> burden = new HashMap<>();
    private final Map<TenantId, Integer> turns = new HashMap<>();
    private int running;

    private FairQueue(Slots slots, List<Claim> running, Map<TenantId, Instant> lastServed) {
        this.slots = slots;
        this.lastServed = lastServed;
        running.forEach(this::hold);
    }

    /**
     * Whom to start now, in order.
     *
     * @param lastServed when each tenant was last granted a slot; tenants that never were come first
     */
    public static List<MigrationId> grant(
            List<Claim> waiting, List<Claim> running, Slots slots, Map<TenantId, Instant> lastServed) {
        FairQueue queue = new FairQueue(slots, running, lastServed);
        List<Claim> rest = new ArrayList<>(waiting);
        List<MigrationId> granted = new ArrayList<>();
        while (true) {
            Optional<Claim> next = rest.stream().filter(queue::fits).min(queue.order());
            if (next.isEmpty()) {
                return granted;
            }
            queue.hold(next.get());
            queue.turns.merge(next.get().tenant(), 1, Integer::sum);
            rest.remove(next.get());
            granted.add(next.get().id());
        }
    }

    private boolean fits(Claim claim) {
        int room = claim.failover() ? slots.global() : slots.global() - slots.reservedForFailover();
        return running < room && claim.hosts().stream().allMatch(h -> burden.getOrDefault(h, 0) < slots.perHost());
    }

    private Comparator<Claim> order() {
        return Comparator.comparing((Claim c) -> !c.failover())
                .thenComparing(c -> held.getOrDefault(c.tenant(), 0))
                .thenComparing(c -> turns.getOrDefault(c.tenant(), 0))
                .thenComparing(c -> lastServed.getOrDefault(c.tenant(), Instant.MIN))
                .thenComparing(Claim::since)
                .thenComparing(c -> c.id().value());
    }

    private void hold(Claim claim) {
        running++;
        held.merge(claim.tenant(), 1, Integer::sum);
        claim.hosts().forEach(h -> burden.merge(h, 1, Integer::sum));
    }
}
