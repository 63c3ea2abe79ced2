package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.EnrolmentEntry;
import dev.leeward.compliance.app.query.HostIntegrity;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.SiteBoard;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All hosts by site. */
record HostsView(List<SiteBoard> board, List<Tab> pages) {

    /** A part of a host that it is judged on. */
    record Part(String name, String covers, PartTrust trust) {
        /** What is said where nothing is wrong. */
        public String good() {
            return trust.manifest() == null ? "as expected" : "matches";
        }
    }

    /**
     * One host with what runs on it.
     *
     * @param enrolment which key speaks for it; null where that is not known, or not for the viewer
     * @param history what was said of it last
     * @param provider whether the viewer is the provider's, who sees what a verdict rests on
     */
    record Detail(
            HostIntegrity host,
            List<PlacementEntry> workloads,
            @Nullable EnrolmentEntry enrolment,
            Listing<HistoryLine> history,
            boolean provider) {

        /** The parts that it is judged on. */
        public List<Part> parts() {
            return Stream.of(
                            new Part("BIOS and firmware", "PCR 0 to 7", host.platform()),
                            new Part("VMM", "PCR 17 and 18, measured launch", host.vmm()),
                            part("Host-unique", "what only this host measures", host.hostUnique()),
                            part("Asset tag", "PCR 22, where the host stands", host.assetTag()),
                            new Part("Configuration", "reported facts", host.configuration()))
                    .flatMap(Stream::ofNullable)
                    .toList();
        }

        private static @Nullable Part part(String name, String covers, @Nullable PartTrust trust) {
            return trust == null ? null : new Part(name, covers, trust);
        }

        /** Those that were appraised and failed. */
        public List<Part> failed() {
            return parts().stream()
                    .filter(part -> part.trust().status() == TrustStatus.UNTRUSTED)
                    .toList();
        }
    }

    /** What was said of a host, one after the other. */
    record History(HostIntegrity host, Listing<HistoryLine> listing, List<Tab> tabs) {}
}
