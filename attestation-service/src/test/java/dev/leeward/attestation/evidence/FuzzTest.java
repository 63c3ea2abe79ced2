package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.leeward.testkit.ToolCheck;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Jazzer against every parser of what a host sends, from the seeds in {@code src/test/resources/fuzz} and the recorded
 * logs, in a JVM of its own. A build tries the same inputs each time, for some seconds; {@code LEEWARD_FUZZ_SECONDS} makes
 * it as many seconds a parser, with other inputs each time. What breaks a parser is kept in {@code target/fuzz}, and
 * belongs among the seeds once it is mended.
 */
class FuzzTest {

    static final List<Class<?>> TARGETS = FuzzTargets.ALL;

    private static final int RUNS = 100_000;
    private static final int LONGEST_INPUT = 16 << 10;
    private static final int SECONDS_FOR_ONE_INPUT = 5;
    private static final Set<String> PLATFORMS = Set.of("amd64", "x86_64", "aarch64");

    private static final Optional<Integer> SECONDS =
            Optional.ofNullable(System.getenv("LEEWARD_FUZZ_SECONDS")).map(Integer::valueOf);

    /** How the fuzzer ended, and what it printed. */
    private record Run(int status, String printed) {}

    /** Jazzer writes what it finds interesting into its first corpus, so the seeds are never the first. */
    @TempDir
    Path fresh;

    @BeforeEach
    void platform() {
        ToolCheck.require(
                PLATFORMS.contains(System.getProperty("os.arch")),
                "Jazzer against the parsers of evidence",
                "it runs on x86-64 and ARM64 only");
    }

    @ParameterizedTest
    @FieldSource("TARGETS")
    void a_parser_reads_its_input_or_says_what_is_malformed(Class<?> target) throws Exception {
        Run run = fuzz(target);

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(run.printed()).contains("Done ", "runs in");
    }

    @Test
    void a_mistake_is_found() throws Exception {
        Run run = fuzz(FuzzTargets.MistakenTarget.class);

        assertThat(run.status()).as(run.printed()).isNotZero();
        assertThat(run.printed()).contains("IllegalStateException: the mistake");
    }

    private Run fuzz(Class<?> target) throws Exception {
        Path work = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        Path kept = Files.createDirectories(work.resolve("corpus"));
        Path output = work.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:-OmitStackTraceInFastThrow",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(
                        Jazzer.class,
                        FuzzedDataProvider.class,
                        Quote.class,
                        FuzzTargets.class,
                        BouncyCastleProvider.class),
                Jazzer.class.getName(),
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.leeward.attestation.evidence.**:dev.leeward.attestation.enrolment.**",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-rss_limit_mb=0", // the heap bounds what a parser takes; what counts here is inherited from this JVM
                "-max_len=" + LONGEST_INPUT,
                "-timeout=" + SECONDS_FOR_ONE_INPUT));
        if (SECONDS.isPresent()) {
            command.addAll(List.of("-max_total_time=" + SECONDS.get(), kept.toString()));
        } else {
            command.addAll(List.of("-runs=" + RUNS, "-seed=1", fresh.toString()));
        }
        seeds(target).forEach(folder -> command.add(folder.toString()));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS.orElse(0) + 120L, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("%s ended", target.getSimpleName()).isTrue();
        return new Run(process.waitFor(), Files.readString(output));
    }

    /** Where the classes are, and nothing else: Jazzer looks through all of its class path for hooks. */
    private static String classPath(Class<?>... classes) {
        return Arrays.stream(classes)
                .map(each -> Path.of(URI.create(each.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> seeds(Class<?> target) throws IOException {
        Path resources = Path.of("src", "test", "resources").toAbsolutePath();
        List<Path> folders = new ArrayList<>();
        if (target == FuzzTargets.EventLogTarget.class) {
            folders.add(resources.resolve("event-logs"));
        }
        Path own = resources.resolve("fuzz").resolve(target.getSimpleName());
        if (Files.isDirectory(own)) {
            folders.add(own);
        }
        return folders;
    }
}
