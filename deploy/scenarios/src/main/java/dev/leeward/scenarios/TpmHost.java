package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.Swtpm;
import dev.leeward.testkit.tpm.SwtpmHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A host with a real TPM (swtpm) and the real agent; it is in the inventory for as long as a drill plays. */
final class TpmHost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** How a run of the agent ended, and what it said. */
    record Run(int status, String said) {}

    private final Stack stack;
    private final String id;
    private final Path folder;
    private final Swtpm tpm;

    private TpmHost(Stack stack, String id, Path folder, Swtpm tpm) {
        this.stack = stack;
        this.id = id;
        this.folder = folder;
        this.tpm = tpm;
    }

    /** Which programs are missing here, with the Debian packages that bring them; empty where none is. */
    static Optional<String> missing() {
        var programs = new TreeMap<>(SwtpmHost.PROGRAMS);
        programs.putAll(Map.of("curl", "curl", "jq", "jq"));
        var missing = programs.entrySet().stream()
                .filter(program -> ToolCheck.find(program.getKey()).isEmpty())
                .map(program -> program.getKey() + " (Debian package " + program.getValue() + ")")
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Optional.empty() : Optional.of("not installed: " + missing);
    }

    /** Joins the inventory and boots. */
    static TpmHost join(Stack stack, String id, BootProfile profile) {
        try {
            var folder = Files.createTempDirectory(Path.of("/tmp"), "leeward-tpm"); // paths of sockets must be short
            var host = new TpmHost(stack, id, folder, Swtpm.start(folder.resolve("tpm")));
            host.measure(profile);
            host.enter();
            return host;
        } catch (IOException e) {
            throw new UserError("host %s cannot boot: %s".formatted(id, e.getMessage()), e);
        }
    }

    /** Shuts down orderly and boots again. */
    void reboot(BootProfile profile) {
        boot(tpm::reboot, profile);
    }

    /** Loses power and boots again. */
    void losePower(BootProfile profile) {
        boot(tpm::powerCycle, profile);
    }

    /** Runs a command of the agent against the service itself. */
    Run agent(String command) {
        return agent(command, stack.settings().url(Part.ATTESTATION));
    }

    /** Runs a command of the agent against the service at an address. */
    Run agent(String command, String url) {
        try {
            var token =
                    Files.writeString(folder.resolve("token"), stack.identity().token("agent:" + id, "agent", null));
            var facts = Files.writeString(folder.resolve("facts.json"), "{\"secure-boot\": true}");
            var builder = new ProcessBuilder(
                            "bash",
                            stack.settings()
                                    .root()
                                    .resolve("deploy/host-agent/leeward-agent")
                                    .toString(),
                            command)
                    .redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of(
                            "LEEWARD_URL", url,
                            "LEEWARD_HOST", id,
                            "LEEWARD_TOKEN_FILE", token.toString(),
                            "LEEWARD_STATE", folder.resolve("state").toString(),
                            "LEEWARD_EVENT_LOG", folder.resolve("log").toString(),
                            "LEEWARD_FACTS_FILE", facts.toString()));
            builder.environment().putAll(tpm.environment());
            var process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), said.strip());
        } catch (IOException e) {
            throw new UserError("the agent of %s cannot run: %s".formatted(id, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** Its trust, as the attestation service says now. */
    String trust() {
        return stack.api()
                .as("audrey", "auditor", null)
                .get(Part.ATTESTATION, "/v1/hosts/" + id)
                .expect(200)
                .path("trust")
                .path("overall")
                .asText();
    }

    String id() {
        return id;
    }

    /** Leaves the inventory; the TPM is gone for good. */
    @Override
    public void close() {
        try {
            tpm.close();
            inventory(Files.readString(stack.settings().inventory()).replace(line(), ""));
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UserError("host %s cannot leave: %s".formatted(id, e.getMessage()), e);
        }
    }

    private void enter() throws IOException {
        inventory(Files.readString(stack.settings().inventory()) + line());
        Stopwatch.await(LIMIT, "host " + id + " to be discovered", () -> {
            var answer = stack.api().as("audrey", "auditor", null).get(Part.ATTESTATION, "/v1/hosts/" + id);
            return answer.status() == 200 ? Optional.of(answer) : Optional.empty();
        });
    }

    /** Whole or not at all: the service may read at any time. */
    private void inventory(String text) throws IOException {
        var file = stack.settings().inventory();
        var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private String line() {
        return "- {id: %s, site: %s, hypervisor: esxi, version: '5.1'}%n"
                .formatted(id, stack.world().hosts().getFirst().site());
    }

    /** A way to start the TPM again. */
    private interface Restart {
        void run() throws IOException;
    }

    private void boot(Restart restart, BootProfile profile) {
        try {
            restart.run();
            measure(profile);
        } catch (IOException e) {
            throw new UserError("host %s cannot boot: %s".formatted(id, e.getMessage()), e);
        }
    }

    private void measure(BootProfile profile) throws IOException {
        Files.write(folder.resolve("log"), SwtpmHost.measure(tpm, profile));
    }
}
