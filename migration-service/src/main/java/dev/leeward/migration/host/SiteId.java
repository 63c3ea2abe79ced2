package dev.leeward.migration.host;

/** A data center. */
public record SiteId(String value) {
    public SiteId {
        Names.check("site", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
