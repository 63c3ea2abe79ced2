package dev.leeward.dr.quota;

import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.TenantId;
import java.util.Optional;

/** How many plan runs a tenant may have under way at once. */
public record TenantQuota(TenantId tenant, int concurrentRuns) {
    public TenantQuota {
        if (concurrentRuns < 1) {
            throw new IllegalArgumentException("quota of " + tenant + ": concurrent runs is " + concurrentRuns);
        }
    }

    /** Why one more run would be too many; empty where it is not. */
    public Optional<Refusal> exceededBy(int active) {
        return active < concurrentRuns
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                "quota-exceeded",
                                tenant.value(),
                                "Tenant " + tenant + " has " + active + " of " + concurrentRuns
                                        + " plan runs under way.",
                                "Wait for one to end, commit or roll back what awaits it, or ask the provider for a larger quota."));
    }
}
