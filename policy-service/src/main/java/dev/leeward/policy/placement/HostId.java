package dev.leeward.policy.placement;

/** A host, as the inventory names it. */
public record HostId(String value) {
    /** Checks the shape. */
    public HostId {
        Identifier.checked("host", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
