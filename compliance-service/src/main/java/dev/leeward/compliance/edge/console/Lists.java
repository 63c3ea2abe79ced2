package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.compliance.app.query.GroupEntry;
import dev.leeward.compliance.app.query.IncidentEntry;
import dev.leeward.compliance.app.query.LoggedEvent;
import dev.leeward.compliance.app.query.MigrationEntry;
import dev.leeward.compliance.app.query.PlanRunEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pages with lists show. */
final class Lists {
    private Lists() {}

    /** The decision log; of one workload where one is named. */
    record Decisions(
            Listing<DecisionEntry> listing,
            List<Tab> tabs,
            @Nullable String workload) {
        public List<Tab> pages() {
            return Tab.decisions("/decisions");
        }
    }

    /** Incidents. */
    record Incidents(Listing<IncidentEntry> listing, List<Tab> tabs) {}

    /** One incident, and why an answer to it was refused; empty where none was. */
    record Incident(IncidentEntry.WithTimeline told, String refusal) {
        public IncidentEntry incident() {
            return told.incident();
        }

        public List<IncidentEntry.Line> timeline() {
            return told.timeline();
        }
    }

    /** Migrations; of one workload where one is named. */
    record Migrations(
            Listing<MigrationEntry> listing,
            List<Tab> tabs,
            @Nullable String workload) {}

    /** Plan runs and protection groups. */
    record PlanRuns(Listing<PlanRunEntry> listing, List<GroupEntry> groups) {}

    /** The evidence log and the filters in force, by parameter. */
    record Events(Listing<LoggedEvent> listing, Map<String, String> filters) {
        public String topic() {
            return filters.getOrDefault("topic", "");
        }

        public String type() {
            return filters.getOrDefault("type", "");
        }

        public String correlation() {
            return filters.getOrDefault("correlation", "");
        }
    }
}
