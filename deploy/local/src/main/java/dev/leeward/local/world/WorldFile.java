package dev.leeward.local.world;

import dev.leeward.local.world.World.Group;
import dev.leeward.local.world.World.Host;
import dev.leeward.local.world.World.Link;
import dev.leeward.local.world.World.Plan;
import dev.leeward.local.world.World.Reference;
import dev.leeward.local.world.World.Site;
import dev.leeward.local.world.World.Tier;
import dev.leeward.local.world.World.Volume;
import dev.leeward.local.world.World.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a world from YAML. All mistakes are found in one pass, each with line, field and remedy. */
public final class WorldFile {
    private final List<String> problems = new ArrayList<>();
    private final Set<String> sites = new HashSet<>();
    private final Set<String> hosts = new HashSet<>();
    private final Set<String> tenants = new HashSet<>();
    private final Set<String> volumes = new HashSet<>();
    private final Set<String> workloads = new HashSet<>();
    private final Set<String> groups = new HashSet<>();

    private WorldFile() {}

    /**
     * Reads and checks a world.
     *
     * @throws WorldFileException where the file is missing, is no YAML, or describes an impossible world
     */
    public static World read(Path file) throws WorldFileException {
        var reader = new WorldFile();
        Node root = parse(file);
        var document = new YamlValue(root, 1, "", reader.problems);
        var world = reader.world(document);
        if (!reader.problems.isEmpty()) {
            throw new WorldFileException(file, reader.problems);
        }
        return world;
    }

    private static Node parse(Path file) throws WorldFileException {
        @Nullable Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new WorldFileException(file, List.of("there is no such file; name an existing one"));
        } catch (IOException e) {
            throw new WorldFileException(file, List.of("it cannot be read: " + e.getMessage()));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new WorldFileException(
                    file,
                    List.of("line %d, column %d: %s; mend the YAML there"
                            .formatted(mark.getLine() + 1, mark.getColumn() + 1, e.getProblem())));
        }
        if (!(root instanceof MappingNode)) {
            throw new WorldFileException(file, List.of("line 1: the document must hold the fields sites, hosts, …"));
        }
        return root;
    }

    private World world(YamlValue document) {
        document.fields(
                Set.of("sites", "links", "references", "hosts", "tenants", "volumes", "workloads", "groups", "plans"));
        return new World(
                document.get("sites").list(this::site),
                document.get("links").list(this::link),
                document.get("references").list(WorldFile::reference),
                document.get("hosts").list(this::host),
                document.get("tenants").list(tenant -> unique(tenant, tenants)),
                document.get("volumes").list(this::volume),
                document.get("workloads").list(this::workload),
                document.get("groups").list(this::group),
                document.get("plans").list(this::plan));
    }

    private Site site(YamlValue site) {
        site.fields(Set.of("id", "name"));
        var id = unique(site.get("id"), sites);
        return new Site(id, site.get("name").text(id));
    }

    private Link link(YamlValue link) {
        link.fields(Set.of("from", "to", "latencyMillis", "mbitPerSecond"));
        return new Link(
                link.get("from").oneOf(sites, "sites"),
                link.get("to").oneOf(sites, "sites"),
                link.get("latencyMillis").number(0, 10_000),
                link.get("mbitPerSecond").number(1, 10_000_000));
    }

    private static Reference reference(YamlValue reference) {
        reference.fields(Set.of("id", "part", "product", "version"));
        return new Reference(
                reference.get("id").identifier(),
                reference.get("part").oneOf(Set.of("PLATFORM", "VMM"), "parts"),
                reference.get("product").identifier(),
                reference.get("version").text());
    }

    private Host host(YamlValue host) {
        host.fields(Set.of("id", "site", "vendor", "model", "bios", "hypervisor", "version", "slots", "labels"));
        return new Host(
                unique(host.get("id"), hosts),
                host.get("site").oneOf(sites, "sites"),
                host.get("vendor").text("unknown"),
                host.get("model").text("unknown"),
                host.get("bios").text(),
                host.get("hypervisor").identifier(),
                host.get("version").text(),
                host.get("slots").number(1, 10_000),
                host.get("labels").textMap());
    }

    private Volume volume(YamlValue volume) {
        volume.fields(Set.of("id", "kind", "site", "sizeGiB"));
        var id = unique(volume.get("id"), volumes);
        var kind = volume.get("kind").oneOf(Set.of("DISTRIBUTED", "LOCAL"), "kinds");
        var site = volume.get("site");
        if (kind.equals("LOCAL")) {
            return new Volume(
                    id, kind, site.oneOf(sites, "sites"), volume.get("sizeGiB").number(1, 1_000_000));
        }
        if (site.isPresent()) {
            site.problem("a distributed volume is at every site; remove the field or make the volume LOCAL");
        }
        return new Volume(id, kind, null, volume.get("sizeGiB").number(1, 1_000_000));
    }

    private Workload workload(YamlValue workload) {
        workload.fields(Set.of("id", "tenant", "host", "memoryMiB", "volumes", "labels"));
        return new Workload(
                unique(workload.get("id"), workloads),
                workload.get("tenant").oneOf(tenants, "tenants"),
                workload.get("host").oneOf(hosts, "hosts"),
                workload.get("memoryMiB").number(1, 100_000_000),
                workload.get("volumes").list(known(volumes, "volumes")),
                workload.get("labels").textMap());
    }

    private Group group(YamlValue group) {
        group.fields(Set.of("id", "tenant", "workloads", "fromSite", "toSite", "rpoSeconds", "replication"));
        var from = group.get("fromSite").oneOf(sites, "sites");
        var to = group.get("toSite").oneOf(sites, "sites");
        if (from.equals(to)) {
            group.get("toSite").problem("is the protected site itself; name the other one");
        }
        return new Group(
                unique(group.get("id"), groups),
                group.get("tenant").oneOf(tenants, "tenants"),
                group.get("workloads").list(known(workloads, "workloads")),
                from,
                to,
                group.get("rpoSeconds").number(0, 86_400),
                group.get("replication").oneOf(Set.of("SYNCHRONOUS", "ASYNCHRONOUS"), "kinds of replication"));
    }

    private Plan plan(YamlValue plan) {
        plan.fields(Set.of("id", "tenant", "groups", "tiers"));
        return new Plan(
                plan.get("id").identifier(),
                plan.get("tenant").oneOf(tenants, "tenants"),
                plan.get("groups").list(known(groups, "groups")),
                plan.get("tiers").list(this::tier));
    }

    private Tier tier(YamlValue tier) {
        tier.fields(Set.of("priority", "workloads"));
        return new Tier(tier.get("priority").number(1, 5), tier.get("workloads").list(known(workloads, "workloads")));
    }

    private static Function<YamlValue, String> known(Set<String> names, String what) {
        return value -> value.oneOf(names, what);
    }

    private static String unique(YamlValue value, Set<String> seen) {
        var id = value.identifier();
        if (!id.isEmpty() && !seen.add(id)) {
            value.problem("'" + id + "' stands here twice (known: "
                    + seen.stream().sorted().collect(Collectors.joining(", ")) + "); give it another name");
        }
        return id;
    }
}
