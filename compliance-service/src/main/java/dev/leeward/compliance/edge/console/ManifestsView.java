package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ManifestEntry;
import dev.leeward.compliance.reference.ManifestDiff;
import dev.leeward.compliance.reference.Measurement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reference manifests. */
record ManifestsView(Listing<ManifestEntry> listing, List<Tab> tabs, List<Tab> pages) {

    /**
     * A manifest in one of its versions.
     *
     * @param shown the version
     * @param measurements what it lists
     * @param versions every version, the newest first
     * @param others what it can be compared with
     * @param comparison how it differs from what it is compared with; null where it is compared with nothing
     */
    record Detail(
            ManifestEntry shown,
            List<Measurement> measurements,
            List<ManifestEntry> versions,
            List<Choice> others,
            @Nullable Comparison comparison) {

        /** PCRs that it speaks of. */
        public String pcrs() {
            return String.join(
                    ", ",
                    measurements.stream()
                            .map(Measurement::pcr)
                            .distinct()
                            .sorted()
                            .map(String::valueOf)
                            .toList());
        }
    }

    /** Something that a manifest can be compared with: {@code id} or {@code id@version}. */
    record Choice(String value, String label, boolean chosen) {}

    /** How a version differs from another, which comes first. */
    record Comparison(ManifestEntry against, ManifestDiff diff) {}
}
