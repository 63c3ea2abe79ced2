package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Inventory;
import dev.leeward.attestation.host.Site;
import dev.leeward.attestation.host.SourceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a vCenter's answer says about hosts. One that cannot be described is named with the remedy, and is neither
 * discovered nor retired for that.
 *
 * @param inventory its sites and hosts
 * @param objects the hosts that are described, each with its object in the vCenter
 * @param problems what could not be used
 */
record Discovery(Inventory inventory, Map<HostId, ManagedObject> objects, List<SourceFailure> problems) {

    private static final int MAX_PARENTS = 64;
    private static final int MAX_TEXT = 200;

    Discovery {
        objects = Map.copyOf(objects);
        problems = List.copyOf(problems);
    }

    /** Reads the answer of the vCenter that the settings name. */
    static Discovery of(VcenterSettings.Connection settings, List<ManagedObject> answer) {
        return new Reader(settings, answer).read();
    }

    /** One reading. */
    private static final class Reader {
        private final VcenterSettings.Connection settings;
        private final SourceId source;
        private final Map<Reference, ManagedObject> all = new HashMap<>();
        private final Map<HostId, List<ManagedObject>> hosts = new LinkedHashMap<>();
        private final Map<HostId, HostDescription> described = new LinkedHashMap<>();
        private final Map<HostId, ManagedObject> objects = new HashMap<>();
        private final Set<HostId> unclear = new HashSet<>();
        private final List<SourceFailure> problems = new ArrayList<>();

        Reader(VcenterSettings.Connection settings, List<ManagedObject> answer) {
            this.settings = settings;
            this.source = new SourceId(settings.id());
            answer.forEach(object -> all.put(object.reference(), object));
        }

        Discovery read() {
            all.values().stream()
                    .filter(object -> object.reference().type().equals("HostSystem"))
                    .sorted(Comparator.comparing(object -> object.reference().value()))
                    .forEach(this::identify);
            hosts.forEach(this::describe);
            return new Discovery(
                    new Inventory(source, sites(), List.copyOf(described.values()), unclear), objects, problems);
        }

        private List<Site> sites() {
            Set<String> ids = new TreeSet<>();
            Stream.concat(settings.site().stream(), settings.sites().stream().map(VcenterSettings.SiteMapping::site))
                    .forEach(ids::add);
            return ids.stream().map(id -> new Site(id, id)).toList();
        }

        private void identify(ManagedObject host) {
            Optional<String> text = switch (settings.hostId()) {
                case NAME -> host.text("name");
                case UUID -> host.text("summary.hardware", "uuid");
            };
            String id = text.map(Reader::idOf).orElse("");
            if (HostId.isValid(id)) {
                hosts.computeIfAbsent(new HostId(id), _ -> new ArrayList<>()).add(host);
            } else {
                problem(
                        "host-without-id",
                        "No id can be made of the " + settings.hostId() + " \"" + text.orElse("") + "\" of "
                                + host.reference() + ".",
                        "Give it a name of at most 63 letters, digits, dots and dashes, or set host-id to the other.");
            }
        }

        /** Lower case, and a dash for whatever an id cannot have. */
        private static String idOf(String text) {
            return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        }

        private void describe(HostId id, List<ManagedObject> claimants) {
            ManagedObject host = claimants.getFirst();
            Place place = Place.of(host, all);
            Optional<String> site = site(place);
            if (claimants.size() > 1) {
                unclear.add(id);
                problem(
                        "host-id-not-unique",
                        "The hosts "
                                + claimants.stream()
                                        .map(claimant -> claimant.text("name").orElse("?") + " ("
                                                + claimant.reference().value() + ")")
                                        .toList()
                                + " all get the id " + id + ".",
                        "Rename them, or set host-id to the other of NAME and UUID.");
            } else if (site.isEmpty()) {
                unclear.add(id);
                problem(
                        "host-without-site",
                        "Host " + id + " stands in " + place + ", which is at no site.",
                        "Add the data center or cluster to sites, or set site for all that are not listed.");
            } else {
                described.put(id, description(id, host, place, site.get()));
                objects.put(id, host);
            }
        }

        private Optional<String> site(Place place) {
            return settings.sites().stream()
                    .filter(mapping -> mapping.datacenter().equals(place.datacenter()))
                    .filter(mapping -> mapping.cluster().isEmpty()
                            || mapping.cluster().get().equals(place.cluster()))
                    .map(VcenterSettings.SiteMapping::site)
                    .findFirst()
                    .or(settings::site);
        }

        private HostDescription description(HostId id, ManagedObject host, Place place, String site) {
            Map<String, String> labels = new HashMap<>();
            place.labels(labels);
            if (host.text("runtime", "inMaintenanceMode").filter("true"::equals).isPresent()) {
                labels.put("maintenance", "true");
            }
            return new HostDescription(
                    id,
                    source,
                    text(host, "name"),
                    site,
                    text(host, "summary.hardware", "vendor"),
                    text(host, "summary.hardware", "model"),
                    "esxi",
                    text(host, "summary.config.product", "version"),
                    labels);
        }

        private static String text(ManagedObject host, String path, String... within) {
            String text = host.text(path, within).orElse("unknown");
            return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        }

        private void problem(String code, String reason, String remedy) {
            problems.add(new SourceFailure(code, reason, remedy));
        }
    }

    /**
     * Where a host stands in a vCenter.
     *
     * @param datacenter name of its data center; empty where it has none
     * @param cluster name of its cluster, or of the host itself where it stands alone; empty where unknown
     */
    private record Place(String datacenter, String cluster) {

        static Place of(ManagedObject host, Map<Reference, ManagedObject> all) {
            String datacenter = "";
            String cluster = "";
            Optional<ManagedObject> here = Optional.of(host);
            for (int steps = 0; here.isPresent() && steps < MAX_PARENTS; steps++) {
                String name = here.get().text("name").orElse("");
                switch (here.get().reference().type()) {
                    case "Datacenter" -> datacenter = name;
                    case "ComputeResource", "ClusterComputeResource" -> cluster = name;
                    default -> {
                        // a folder, or the host itself, is no place that sites are made of
                    }
                }
                here = here.flatMap(ManagedObject::parent).flatMap(parent -> Optional.ofNullable(all.get(parent)));
            }
            return new Place(datacenter, cluster);
        }

        void labels(Map<String, String> labels) {
            if (!datacenter.isEmpty()) {
                labels.put("datacenter", datacenter);
            }
            if (!cluster.isEmpty()) {
                labels.put("cluster", cluster);
            }
        }

        @Override
        public String toString() {
            return "data center \"" + datacenter + "\", cluster \"" + cluster + "\"";
        }
    }
}
