package dev.leeward.testkit.vsphere;

import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.ToolCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * VMware's own command line client, as it is, for one address.
 *
 * @param url the SDK endpoint that it talks to
 * @param authority PEM file of the certificate to trust
 * @param home where it may keep files
 */
public record Govc(String url, Path authority, String user, String password, Path home) {

    private static final int LIMIT_SECONDS = 60;

    /** What it printed, and how it ended. */
    public record Output(int exit, String text) {}

    private static Optional<Path> program() {
        Path built = Reactor.directory("govc").resolve("govc");
        return ToolCheck.find("govc").or(() -> Optional.of(built).filter(Files::isExecutable));
    }

    /** Why it cannot run here; empty where it can. */
    public static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "govc is not installed; .ci/govc target/testkit/govc builds it from the source of a Debian"
                                + " package");
    }

    /** Runs one command to its end. */
    public Output run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program()
                .orElseThrow(() -> new IOException("govc is not installed"))
                .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GOVC_URL",
                        url,
                        "GOVC_USERNAME",
                        user,
                        "GOVC_PASSWORD",
                        password,
                        "GOVC_TLS_CA_CERTS",
                        authority.toString(),
                        "GOVC_PERSIST_SESSION",
                        "false",
                        "HOME",
                        home.toString()));
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Output(process.exitValue(), text.strip());
    }
}
