package dev.leeward.dr.group;

/** From the protected site to the recovery site. */
public record Direction(SiteId from, SiteId to) {
    public Direction {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a group cannot be protected from site " + from + " to itself");
        }
    }

    /** The way back. */
    public Direction turned() {
        return new Direction(to, from);
    }
}
