package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ComplianceViews;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the contents of every page.
 *
 * @param title names the page
 * @param section which entry of the navigation it belongs to
 * @param here its address, without the host
 * @param theme light, dark or auto
 */
record Frame(
        String title,
        Section section,
        String here,
        String theme,
        String viewer,
        List<String> roles,
        @Nullable String tenant,
        boolean mayAnswer,
        String formProof,
        ComplianceViews.OpenIncidents open) {
    /** The entries of the navigation, in their order. */
    enum Section {
        OVERVIEW("/", "Overview", "overview"),
        HOSTS("/hosts", "Hosts", "host"),
        COMPLIANCE("/compliance", "Compliance", "gauge"),
        DECISIONS("/decisions", "Decisions", "decision"),
        INCIDENTS("/incidents", "Incidents", "incident"),
        MIGRATIONS("/migrations", "Migrations", "migration"),
        PLAN_RUNS("/plan-runs", "Plan runs", "run"),
        EVENTS("/events", "Events", "event");

        private final String path;
        private final String label;
        private final String icon;

        Section(String path, String label, String icon) {
            this.path = path;
            this.label = label;
            this.icon = icon;
        }

        public String path() {
            return path;
        }

        public String label() {
            return label;
        }

        public String icon() {
            return icon;
        }
    }

    /** Every entry of the navigation. */
    public List<Section> sections() {
        return List.of(Section.values());
    }

    /** The address that renders one fragment of this page anew. */
    public String part(String id) {
        return here + (here.contains("?") ? "&" : "?") + "part=" + id;
    }
}
