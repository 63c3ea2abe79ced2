package dev.leeward.testkit.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same broker and database in containers, where a Docker engine answers. */
final class Containers {
    private static final String KAFKA = "apache/kafka-native:4.1.1";
    private static final String POSTGRES = "postgres:18-alpine";
    private static final String PASSWORD = "postgres";

    private Containers() {}

    /**
     * Whether to use containers.
     *
     * @param mode {@code auto}: where an engine answers; {@code always}; {@code never}
     * @throws IllegalStateException where they must be used and no engine answers
     */
    static boolean wanted(String mode) {
        return wanted(mode, Containers::engineAnswers);
    }

    static boolean wanted(String mode, BooleanSupplier engineAnswers) {
        return switch (mode) {
            case "never" -> false;
            case "auto" -> engineAnswers.getAsBoolean();
            case "always" -> {
                if (!engineAnswers.getAsBoolean()) {
                    throw new IllegalStateException("No Docker engine answers, and -Dleeward.test.containers=always"
                            + " asks for one. Start Docker, or use auto or never.");
                }
                yield true;
            }
            default ->
                throw new IllegalStateException(
                        "-Dleeward.test.containers=" + mode + " is unknown; use auto, always or never.");
        };
    }

    /** Looks for a sign of Docker first, because Testcontainers searches long and loudly. */
    private static boolean engineAnswers() {
        boolean sign = System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"));
        return sign && DockerClientFactory.instance().isDockerAvailable();
    }

    static InfrastructureProcess.Host start() {
        KafkaContainer kafka = new KafkaContainer(KAFKA)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES)
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "max_connections=120", "-c", "fsync=on");
        kafka.start();
        postgres.start();
        Infrastructure infrastructure = new Infrastructure(
                ProcessHandle.current().pid(),
                "containers " + KAFKA + " and " + POSTGRES,
                kafka.getBootstrapServers(),
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                PASSWORD);
        return new InfrastructureProcess.Host(infrastructure, () -> {
            kafka.stop();
            postgres.stop();
        });
    }
}
