package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.SimulationEntry;
import dev.leeward.compliance.event.PolicySetFact.Count;
import dev.leeward.compliance.event.PolicySetFact.Example;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What versions of policy sets would have decided; of one version where one is named. */
record SimulationsView(
        Listing<SimulationEntry> listing,
        List<Tab> pages,
        @Nullable String version) {

    /** A simulation. */
    record Detail(SimulationEntry.Whole told) {
        public SimulationEntry shown() {
            return told.simulation();
        }

        /** How often which answer would have become another. */
        public List<Count> changes() {
            return told.counts().stream().filter(Count::changed).toList();
        }

        /** How many decisions would have come out the same. */
        public long same() {
            return shown().replayed() - shown().changed();
        }

        public int countsLeftOut() {
            return told.countsLeftOut();
        }

        public List<Example> examples() {
            return told.examples();
        }
    }
}
