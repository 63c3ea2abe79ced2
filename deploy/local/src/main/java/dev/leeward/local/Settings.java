package dev.leeward.local;

import java.nio.file.Path;
import java.util.Map;

/** Where the local stack keeps its data and on which ports it listens; every port moves by an environment variable. */
public record Settings(Path root, Path home, Map<String, String> environment) {

    public static Settings fromSystem() {
        var root = Path.of(System.getProperty("leeward.root", "."))
                .toAbsolutePath()
                .normalize();
        var home = Path.of(System.getProperty(
                        "leeward.home", root.resolve(".leeward").toString()))
                .toAbsolutePath()
                .normalize();
        return new Settings(root, home, System.getenv());
    }

    /** The same product in another place: its own data and its own ports. */
    public Settings elsewhere(Path otherHome, Map<String, String> ports) {
        return new Settings(root, otherHome, Map.copyOf(ports));
    }

    public int port(Part part) {
        var text = environment.get(part.variable());
        if (text == null || text.isBlank()) {
            return part.defaultPort();
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new UserError("%s is '%s', which is no port; set it to a number from 1 to 65535"
                    .formatted(part.variable(), text));
        }
        throw new UserError(
                "%s is %s, which is no port; set it to a number from 1 to 65535".formatted(part.variable(), text));
    }

    public String url(Part part) {
        return "http://127.0.0.1:" + port(part);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port(Part.KAFKA);
    }

    Path log(String process) {
        return home.resolve("logs").resolve(process + ".log");
    }

    Path runFolder() {
        return home.resolve("run");
    }

    Path data() {
        return home.resolve("data");
    }

    Path postgres() {
        return data().resolve("postgres");
    }

    Path identity() {
        return home.resolve("identity");
    }

    Path world() {
        return home.resolve("world.yaml");
    }

    Path inventory() {
        return home.resolve("inventory.yaml");
    }

    Path simulatorWorld() {
        return home.resolve("simulator-world.json");
    }

    Path tpms() {
        return data().resolve("tpm");
    }
}
