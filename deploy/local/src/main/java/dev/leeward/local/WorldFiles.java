package dev.leeward.local;

import dev.leeward.local.world.World;
import dev.leeward.local.world.WorldFile;
import dev.leeward.local.world.WorldFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The world in force, and the files that the services read of it: the inventory and the simulator's beginning. */
final class WorldFiles {
    private WorldFiles() {}

    /** Checks the world and puts it in force. Data of another world is never mixed with it. */
    static void install(Settings settings, Path file) {
        var world = read(file);
        try {
            var text = Files.readString(file);
            var inForce = settings.world();
            if (Files.exists(inForce) && !Files.readString(inForce).equals(text)) {
                throw new UserError("the data in %s was made from another world than %s; add --fresh to start anew"
                        .formatted(settings.home(), file));
            }
            Files.createDirectories(settings.home());
            Files.writeString(settings.inventory(), new Yaml(blockStyle()).dump(inventory(world)));
            Api.JSON.writeValue(settings.simulatorWorld().toFile(), simulator(world));
            Files.writeString(inForce, text);
        } catch (IOException e) {
            throw new UserError("cannot write in %s: %s".formatted(settings.home(), e.getMessage()), e);
        }
    }

    static World inForce(Settings settings) {
        return read(settings.world());
    }

    private static World read(Path file) {
        try {
            return WorldFile.read(file);
        } catch (WorldFileException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> inventory(World world) {
        return ordered(
                "sites",
                world.sites().stream()
                        .map(site -> ordered("id", site.id(), "name", site.name()))
                        .toList(),
                "hosts",
                world.hosts().stream()
                        .map(host -> ordered(
                                "id",
                                host.id(),
                                "name",
                                host.id(),
                                "site",
                                host.site(),
                                "vendor",
                                host.vendor(),
                                "model",
                                host.model(),
                                "hypervisor",
                                host.hypervisor(),
                                "version",
                                host.version(),
                                "labels",
                                host.labels()))
                        .toList());
    }

    private static Map<String, Object> simulator(World world) {
        return ordered(
                "sites",
                world.sites().stream().map(site -> Map.of("id", site.id())).toList(),
                "hosts",
                world.hosts().stream()
                        .map(host -> ordered("id", host.id(), "site", host.site(), "slots", host.slots()))
                        .toList(),
                "links",
                world.links(),
                "volumes",
                world.volumes().stream().map(WorldFiles::volume).toList(),
                "workloads",
                world.workloads().stream()
                        .map(workload -> ordered(
                                "id",
                                workload.id(),
                                "name",
                                workload.id(),
                                "tenant",
                                workload.tenant(),
                                "host",
                                workload.host(),
                                "volumes",
                                workload.volumes(),
                                "memoryMiB",
                                workload.memoryMiB(),
                                "labels",
                                workload.labels()))
                        .toList());
    }

    private static Map<String, Object> volume(World.Volume volume) {
        var fields = ordered("id", volume.id(), "kind", volume.kind(), "sizeGiB", volume.sizeGiB());
        if (volume.site() != null) {
            fields.put("site", volume.site());
        }
        return fields;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static DumperOptions blockStyle() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return options;
    }
}
