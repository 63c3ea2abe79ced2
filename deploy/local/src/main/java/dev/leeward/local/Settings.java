package dev.leeward.local;

import java.nio.file.Path;
import java.time.Duration;
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

    /** The same product in another place: its own data, ports and other variables of the environment. */
    public Settings elsewhere(Path otherHome, Map<String, String> variables) {
        return new Settings(root, otherHome, Map.copyOf(variables));
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

    /** How often the simulated hosts attest: {@code LEEWARD_INTERVAL} seconds. */
    Duration attestationInterval() {
        var text = environment.getOrDefault("LEEWARD_INTERVAL", "60").strip();
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new UserError("LEEWARD_INTERVAL is '%s'; set it to seconds from 1 to 99999".formatted(text));
        }
        return Duration.ofSeconds(Long.parseLong(text));
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

    Path resultSigningKeys() {
        return identity().resolve("result-signing-keys");
    }

    Path resultKeys() {
        return identity().resolve("result-keys.json");
    }

    Path world() {
        return home.resolve("world.yaml");
    }

    /** The inventory file that the attestation service reads. */
    public Path inventory() {
        return home.resolve("inventory.yaml");
    }

    Path simulatorWorld() {
        return home.resolve("simulator-world.json");
    }

    Path tpms() {
        return data().resolve("tpm");
    }
}
