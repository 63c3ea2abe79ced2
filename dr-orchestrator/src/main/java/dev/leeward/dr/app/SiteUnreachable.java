package dev.leeward.dr.app;

import dev.leeward.dr.group.SiteId;

/** A site did not answer. */
public class SiteUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SiteUnreachable(SiteId site) {
        super("site " + site + " does not answer");
    }
}
