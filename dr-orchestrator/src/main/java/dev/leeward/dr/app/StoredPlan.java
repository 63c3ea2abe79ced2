package dev.leeward.dr.app;

import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanDocument;
import dev.leeward.dr.plan.PlanId;
import java.time.Instant;

/** A recovery plan in its newest version. */
public record StoredPlan(PlanId id, TenantId tenant, int version, PlanDocument document, Instant updatedAt) {}
