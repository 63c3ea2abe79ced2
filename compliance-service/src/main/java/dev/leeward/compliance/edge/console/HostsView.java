package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.SiteBoard;
import java.util.List;

/** All hosts by site. */
record HostsView(List<SiteBoard> board) {
    /** One host with what runs on it. */
    record Detail(HostIntegrity host, List<PlacementEntry> workloads) {}
}
