package dev.leeward.testkit;

import dev.leeward.events.Topic;
import dev.leeward.testkit.infra.Infrastructure;
import dev.leeward.testkit.infra.JvmLock;
import dev.leeward.testkit.infra.SharedInfrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;

/**
 * What a test module has to itself of the shared broker and database: all the topics, empty, and a new database.
 *
 * @param bootstrapServers the broker
 * @param jdbcUrl the database
 */
public record SharedStack(String bootstrapServers, String jdbcUrl) {
    /** One turn a JVM, however many class loaders see this class; so it is kept where all of them look, as text. */
    private static final String TURN = "leeward.testkit.turn";

    private static final String CURRENT = "leeward.testkit.current";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    /** Longer than the moment for which an infrastructure looks whether anybody uses it. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private static final Duration DELETION = Duration.ofSeconds(30);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The role that owns the database. */
    public String user() {
        return EmbeddedPostgresServer.USER;
    }

    /** Its password. */
    public String password() {
        return EmbeddedPostgresServer.PASSWORD;
    }

    /** What a Quarkus application has to be told to run on it and to accept the tokens of {@link Tokens}. */
    public Map<String, String> config() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                jdbcUrl,
                "quarkus.datasource.username",
                user(),
                "quarkus.datasource.password",
                password(),
                "kafka.bootstrap.servers",
                bootstrapServers,
                "mp.messaging.connector.smallrye-kafka.bootstrap.servers",
                bootstrapServers,
                "quarkus.oidc.public-key",
                Tokens.issuer().publicKey(),
                "quarkus.oidc.token.issuer",
                LocalIssuer.ISSUER,
                "quarkus.oidc.token.audience",
                LocalIssuer.AUDIENCE,
                "quarkus.http.test-port",
                "0");
    }

    /** One more new database, for a test that wants its own. */
    public String freshDatabase() {
        return createDatabase(ofThisJvm().obtain());
    }

    /** Deletes all topics and consumer groups, and creates the catalogue anew. */
    public void resetTopics() {
        resetTopics(bootstrapServers, EnumSet.allOf(Topic.class));
    }

    /** What this JVM has now; made where it has nothing yet. */
    static SharedStack current() {
        synchronized (Runtime.getRuntime()) {
            String current = System.getProperty(CURRENT);
            if (current == null) {
                return renew();
            }
            String[] addresses = current.split(" ", 2);
            return new SharedStack(addresses[0], addresses[1]);
        }
    }

    /** Clean topics and a new database. */
    static SharedStack renew() {
        synchronized (Runtime.getRuntime()) {
            boolean first = !System.getProperties().containsKey(TURN);
            Infrastructure infrastructure = ofThisJvm().obtain();
            if (first) {
                System.out.println("Leeward tests run on " + infrastructure.description() + " at "
                        + infrastructure.bootstrapServers() + " and " + infrastructure.postgresHost() + ":"
                        + infrastructure.postgresPort());
            }
            resetTopics(infrastructure.bootstrapServers(), EnumSet.allOf(Topic.class));
            SharedStack stack = new SharedStack(infrastructure.bootstrapServers(), createDatabase(infrastructure));
            System.setProperty(CURRENT, stack.bootstrapServers + " " + stack.jdbcUrl);
            return stack;
        }
    }

    /** Whose turn this JVM has; it is taken at the first call, and kept for as long as the JVM lives. */
    private static SharedInfrastructure ofThisJvm() {
        synchronized (Runtime.getRuntime()) {
            String taken = System.getProperty(TURN);
            if (taken != null) {
                return SharedInfrastructure.in(Path.of(taken));
            }
            SharedInfrastructure shared = takeTurn();
            System.setProperty(TURN, shared.home().toString());
            return shared;
        }
    }

    private static SharedInfrastructure takeTurn() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < end) {
                for (SharedInfrastructure shared : SharedInfrastructure.ofBuild()) {
                    Optional<JvmLock> turn = shared.takeTurn(GLANCE);
                    if (turn.isPresent()) {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> release(turn.get())));
                        return shared;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(
                "Other test runs of this checkout have used every Kafka and PostgreSQL for more than "
                        + PATIENCE.toMinutes() + " min; wait for them or end them");
    }

    private static void release(JvmLock turn) {
        try {
            turn.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String createDatabase(Infrastructure infrastructure) {
        Databases databases = new Databases(
                infrastructure.postgresHost(), infrastructure.postgresPort(), infrastructure.postgresPassword());
        String module = Path.of("").toAbsolutePath().getFileName().toString().toLowerCase(Locale.ROOT);
        String name = "t_" + module.replaceAll("[^a-z0-9]+", "_") + "_"
                + ProcessHandle.current().pid() + "_"
                + Long.toString(System.nanoTime(), Character.MAX_RADIX).replace('-', '_') + "_"
                + DATABASES.incrementAndGet();
        databases.createRole(EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
        databases.create(name, EmbeddedPostgresServer.USER);
        return databases.jdbcUrl(name);
    }

    private static void resetTopics(String bootstrapServers, Collection<Topic> catalogue) {
        try (Admin admin = EmbeddedKafka.admin(bootstrapServers)) {
            Collection<String> there = Kafka.await(admin.listTopics().names());
            Kafka.await(admin.deleteTopics(there).all());
            if (!Processes.await(
                    DELETION, () -> Kafka.await(admin.listTopics().names()).isEmpty())) {
                throw new IllegalStateException("Deleted topics are still there after " + DELETION.toSeconds() + " s");
            }
            List<String> unused = Kafka.await(admin.listGroups(ListGroupsOptions.forConsumerGroups())
                            .all())
                    .stream()
                    .filter(group -> group.groupState().equals(Optional.of(GroupState.EMPTY)))
                    .map(GroupListing::groupId)
                    .toList();
            Kafka.await(admin.deleteConsumerGroups(unused).all());
        }
        EmbeddedKafka.createTopics(bootstrapServers, catalogue);
    }
}
