package dev.leeward.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.PrivateStack;
import dev.leeward.local.Settings;
import dev.leeward.local.Stack;
import dev.leeward.testkit.ToolCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The whole product as users run it: the built services, the first drills, and the README's own commands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackTest {
    private static final Path ROOT = Path.of(System.getProperty("leeward.reactor.root", "../.."))
            .toAbsolutePath()
            .normalize();

    private static final Map<Part, Integer> DEFAULT_PORTS = Map.of(
            Part.COMPLIANCE, 8080, Part.ATTESTATION, 8081, Part.POLICY, 8082, Part.MIGRATION, 8083, Part.DR, 8084);

    private @Nullable PrivateStack own;

    @BeforeAll
    void start() {
        own = PrivateStack.start(new Settings(ROOT, ROOT.resolve("deploy/scenarios/target/leeward"), Map.of()));
    }

    @AfterAll
    void stop() {
        if (own != null) {
            own.close();
        }
    }

    @Test
    @Order(1)
    void theSixScenesAreAsPromised() {
        assertPlays(new StageDemo());
    }

    @Test
    @Order(2)
    void theReadmesApiCallsWork() throws IOException, InterruptedException {
        var output = run(readmeBlock("curl"));

        assertThat(output).contains("\"rating\":75").contains("west-2").doesNotContain("/problems/");
    }

    @Test
    @Order(2)
    void theReadmesKcatCommandReadsTheSiemTopic() throws IOException, InterruptedException {
        ToolCheck.require("kcat", "kcat", "the README's kcat command reads the SIEM topic");

        var output = run(readmeBlock("kcat"));

        assertThat(output.lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        assertThat(output).contains("\"class_uid\":3004");
    }

    @Test
    @Order(3)
    void aKilledServiceLosesAndDoublesNothing() {
        assertPlays(new KillEachService());
    }

    @Test
    @Order(4)
    void poisonOnAnyTopicStopsNothing() {
        assertPlays(new PoisonEveryTopic());
    }

    @Test
    @Order(5)
    void theViewsAreTheSameAfterAReplayFromZero() {
        assertPlays(new ReplayFromZero());
    }

    @Test
    @Order(6)
    void theFirstMistakesOfANewcomerAreAnsweredWithSubjectAndRemedy() {
        var operator = stack().api().as("oscar", "operator", null);
        var foreigner = stack().api().as("gus", "tenant-operator", "globex");

        assertProblem(operator.post(Part.MIGRATION, "/v1/migrations", Map.of("workload", "no-such")), 404, "no-such");
        assertProblem(
                foreigner.post(
                        Part.MIGRATION, "/v1/migrations", Map.of("workload", "acme-web", "destinationHost", "west-1")),
                404,
                "acme-web");
        assertProblem(operator.post(Part.MIGRATION, "/v1/migrations", List.of(1, 2)), 400, "");
        assertProblem(stack().api().get(Part.DR, "/v1/tenants/acme/recovery-plans"), 401, "");
        assertProblem(
                stack().api().as("audrey", "auditor", null).post(Part.MIGRATION, "/v1/migrations", Map.of()), 403, "");
    }

    private static void assertProblem(Api.Answer answer, int status, String subject) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).contains("/problems/");
        assertThat(answer.body().toString()).contains(subject);
        assertThat(answer.body().path("remedy").asText()).isNotBlank();
    }

    private void assertPlays(Scenario scenario) {
        var outcome = scenario.play(stack(), System.out);

        assertThat(outcome).isInstanceOf(Outcome.Played.class);
        assertThat(outcome.isAcceptable()).as(outcome.toString()).isTrue();
    }

    private Stack stack() {
        return Objects.requireNonNull(own).stack();
    }

    /** The README's block of shell commands that uses a program. */
    private static String readmeBlock(String program) throws IOException {
        return Pattern.compile("(?s)```bash\n(.*?)```")
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(program + " -"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs the README's commands against this stack instead of one on the default ports. */
    private String run(String commands) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", onPrivatePorts(commands))
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("LEEWARD_HOME", stack().settings().home().toString());
        builder.environment().put("LEEWARD_BUILT", "1");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String onPrivatePorts(String commands) {
        var text = commands.replace("127.0.0.1:19092", stack().settings().bootstrapServers());
        for (var part : Part.services()) {
            text = text.replace(
                    "http://127.0.0.1:" + DEFAULT_PORTS.get(part),
                    stack().settings().url(part));
        }
        return text;
    }
}
