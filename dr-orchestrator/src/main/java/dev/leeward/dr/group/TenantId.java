package dev.leeward.dr.group;

/** A customer of the provider. */
public record TenantId(String value) implements Comparable<TenantId> {
    public TenantId {
        Names.require("tenant", value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
