package dev.leeward.migration.edge.hypervisor.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A world as a file describes it. Keys that concern others (vendors, plans) may stand in the same file. */
record World(List<Site> sites, List<Host> hosts, List<Link> links, List<Volume> volumes, List<Machine> workloads) {
    World {
        sites = orNone(sites);
        hosts = orNone(hosts);
        links = orNone(links);
        volumes = orNone(volumes);
        workloads = orNone(workloads);
    }

    record Site(String id) {}

    record Host(String id, String site, @Nullable Integer slots) {
        private static final int ROOMY = 100;

        int room() {
            return slots == null ? ROOMY : slots;
        }
    }

    record Link(String from, String to, long latencyMillis, long mbitPerSecond) {}

    record Volume(
            String id, @Nullable String kind, @Nullable String site, long sizeGiB) {
        boolean local() {
            return "LOCAL".equals(kind);
        }
    }

    record Machine(
            String id,
            @Nullable String name,
            String tenant,
            String host,
            List<String> volumes,
            long memoryMiB,
            Map<String, String> labels) {
        Machine {
            volumes = orNone(volumes);
            labels = labels == null ? Map.of() : Map.copyOf(labels);
        }
    }

    /** What is wrong with it, each with the field and a remedy; empty where nothing is. */
    List<String> mistakes() {
        List<String> found = new ArrayList<>();
        Set<String> siteIds = ids("sites", sites, Site::id, found);
        Set<String> hostIds = ids("hosts", hosts, Host::id, found);
        Set<String> volumeIds = ids("volumes", volumes, Volume::id, found);
        ids("workloads", workloads, Machine::id, found);
        for (Host host : hosts) {
            known("hosts[" + host.id() + "].site", host.site(), siteIds, found);
            if (host.room() < 1) {
                found.add("hosts[" + host.id() + "].slots is " + host.room() + ": give it at least 1");
            }
        }
        for (Link link : links) {
            String field = "links[" + link.from() + "~" + link.to() + "]";
            known(field + ".from", link.from(), siteIds, found);
            known(field + ".to", link.to(), siteIds, found);
            if (link.mbitPerSecond() < 1 || link.latencyMillis() < 0) {
                found.add(field + " needs mbitPerSecond of at least 1 and a latencyMillis that is not negative");
            }
        }
        for (Volume volume : volumes) {
            String field = "volumes[" + volume.id() + "]";
            if (!volume.local() && !"DISTRIBUTED".equals(volume.kind())) {
                found.add(field + ".kind is " + volume.kind() + ": write DISTRIBUTED or LOCAL");
            } else if (volume.local()) {
                known(field + ".site", volume.site(), siteIds, found);
            }
        }
        for (Machine machine : workloads) {
            String field = "workloads[" + machine.id() + "]";
            known(field + ".host", machine.host(), hostIds, found);
            machine.volumes().forEach(v -> known(field + ".volumes", v, volumeIds, found));
            if (blank(machine.tenant())) {
                found.add(field + ".tenant is missing: name the tenant that it belongs to");
            }
            if (machine.memoryMiB() < 0) {
                found.add(field + ".memoryMiB is " + machine.memoryMiB() + ": it cannot be negative");
            }
        }
        return found;
    }

    private static <T> Set<String> ids(String field, List<T> things, Function<T, String> id, List<String> found) {
        Set<String> ids = new HashSet<>();
        for (T thing : things) {
            String value = id.apply(thing);
            if (blank(value)) {
                found.add(field + " holds an entry without id: give it one");
            } else if (!ids.add(value)) {
                found.add(field + "[" + value + "] is there twice: rename one");
            }
        }
        return ids;
    }

    private static void known(String field, @Nullable String id, Set<String> ids, List<String> found) {
        if (id == null || !ids.contains(id)) {
            found.add(field + " is " + id + ": name one of "
                    + ids.stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
