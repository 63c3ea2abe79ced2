package dev.leeward.policy.placement;

/** A tenant, as its members' tokens name it. */
public record TenantId(String value) {
    /** Checks the shape. */
    public TenantId {
        Identifier.checked("tenant", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
