package dev.leeward.dr.group;

/** A data center. */
public record SiteId(String value) implements Comparable<SiteId> {
    public SiteId {
        Names.require("site", value);
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
