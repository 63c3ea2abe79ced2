package dev.leeward.policy.edge.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The agent of deploy/host-agent on a host.
 *
 * @param folder where it may keep files
 */
record HostAgent(String host, Path folder) {

    private static final Path PROGRAM =
            Path.of("..", "deploy", "host-agent", "leeward-agent").toAbsolutePath();

    /** How a command ended, and what it said on standard output and on standard error. */
    record Run(int status, String out, String said) {}

    static void require(String proves, String... programs) {
        Stream.of(programs).forEach(program -> ToolCheck.require(program, program, proves));
    }

    Run run(Map<String, String> changed, String input, String... arguments) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of("bash", PROGRAM.toString()), Stream.of(arguments))
                                .toList())
                .redirectInput(Files.writeString(folder.resolve("input"), input).toFile())
                .redirectError(said.toFile());
        Path token = Files.writeString(folder.resolve("token"), Tokens.agent(host));
        builder.environment()
                .putAll(Map.of(
                        "LEEWARD_POLICY_URL",
                        "http://127.0.0.1:" + RestAssured.port,
                        "LEEWARD_HOST",
                        host,
                        "LEEWARD_TOKEN_FILE",
                        token.toString(),
                        "LEEWARD_PKI",
                        folder.resolve("pki").toString(),
                        "LEEWARD_TLS_RELOAD",
                        "none"));
        builder.environment().putAll(changed);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as(List.of(arguments).toString())
                .isTrue();
        return new Run(process.exitValue(), out, Files.readString(said).strip());
    }
}
