package dev.leeward.migration.host;

/** A hypervisor host. */
public record HostId(String value) {
    public HostId {
        Names.check("host", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
