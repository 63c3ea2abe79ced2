package dev.leeward.dr.plan;

import dev.leeward.dr.group.Names;

/** A recovery plan, whatever its version. */
public record PlanId(String value) {
    public PlanId {
        Names.require("plan", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
