package dev.leeward.compliance.app.query;

import java.util.List;

/**
 * The hosts of one site, by name.
 *
 * @param trusted how many of them are trusted
 */
public record SiteBoard(String site, List<HostIntegrity> hosts, int trusted) {
    public SiteBoard {
        hosts = List.copyOf(hosts);
    }
}
