package dev.leeward.testkit;

import dev.leeward.events.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker (KRaft, one node) in this JVM. Its directory is durable: a broker that is started on it again
 * has the topics and records of the one before. It listens on 127.0.0.1 only and never creates topics by itself.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** They warn of what is normal where a broker starts and stops. Kept, because the log manager holds them weakly. */
    private static final List<Logger> SILENT = List.of(
            Logger.getLogger("org.apache.kafka.controller.QuorumController"),
            Logger.getLogger("org.apache.kafka.clients.NetworkClient"),
            Logger.getLogger("org.apache.kafka.clients.producer.internals.Sender"));

    private static final int NODE = 1;
    private static final Duration LEADERS = Duration.ofSeconds(30);

    private final KafkaRaftServer server;
    private final int port;
    private boolean closed;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker on the directory, which is formatted where it is new.
     *
     * @param directory where records are kept
     * @param port the port on 127.0.0.1, or 0 for a free one
     */
    public static EmbeddedKafka start(Path directory, int port) {
        int actual = port == 0 ? Ports.free() : port;
        return start(directory, actual, actual);
    }

    /**
     * Starts a broker that tells its clients to come to another port on 127.0.0.1, where a {@link TcpProxy} stands
     * that a test can cut.
     */
    public static EmbeddedKafka startBehind(TcpProxy proxy, Path directory, int port) {
        return start(directory, port, proxy.port());
    }

    private static EmbeddedKafka start(Path directory, int port, int advertisedPort) {
        Ports.requireFree(port, "Kafka");
        Kafka.quiet();
        SILENT.forEach(logger -> logger.setLevel(Level.SEVERE));
        Path log = directory.toAbsolutePath().resolve("kafka");
        format(log);
        Properties settings = new Properties();
        settings.putAll(settings(log, port, advertisedPort, Ports.free()));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, advertisedPort);
    }

    private static void format(Path log) {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(log);
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setDirectories(List.of(log.toString()))
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setUnstableFeatureVersionsEnabled(false)
                    .setPrintStream(nowhere)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's directory " + log + " cannot be created", e);
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's directory " + log + " cannot be formatted", e);
        }
    }

    /** One node, few threads, small buffers: it shares a laptop with the services. */
    private static Map<String, String> settings(Path log, int port, int advertisedPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + advertisedPort);
        settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "CLIENTS");
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("num.replica.fetchers", "1");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        settings.put("log.cleaner.io.buffer.size", String.valueOf(128 * 1024));
        settings.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        settings.put("log.segment.bytes", String.valueOf(128 * 1024 * 1024));
        settings.put("log.segment.delete.delay.ms", "1000");
        settings.put("socket.request.max.bytes", String.valueOf(32 * 1024 * 1024));
        return settings;
    }

    /** Where clients find the broker, as {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** Creates those topics of the catalogue that are not there yet; the ones that are keep their records. */
    public void createTopics(Collection<Topic> catalogue) {
        createTopics(bootstrapServers(), catalogue);
    }

    /** Creates every topic of the catalogue that is not there yet. */
    public void createTopics() {
        createTopics(EnumSet.allOf(Topic.class));
    }

    /** The same for any broker. */
    public static void createTopics(String bootstrapServers, Collection<Topic> catalogue) {
        try (Admin admin = admin(bootstrapServers)) {
            Set<String> there = Kafka.await(admin.listTopics().names());
            List<NewTopic> missing = catalogue.stream()
                    .filter(topic -> !there.contains(topic.topicName()))
                    .map(topic ->
                            new NewTopic(topic.topicName(), topic.partitions(), (short) 1).configs(topic.config()))
                    .toList();
            Kafka.await(admin.createTopics(missing).all());
            List<String> names = catalogue.stream().map(Topic::topicName).toList();
            if (!Processes.await(LEADERS, () -> haveLeaders(admin, names))) {
                throw new IllegalStateException("The topics have no leaders after " + LEADERS.toSeconds() + " s");
            }
        }
    }

    private static boolean haveLeaders(Admin admin, List<String> topics) {
        try {
            return Kafka.await(admin.describeTopics(topics).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.leader() != null);
        } catch (UnknownTopicOrPartitionException notYetKnown) {
            return false;
        }
    }

    static Admin admin(String bootstrapServers) {
        Kafka.quiet();
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "30000"));
    }

    /** Shuts the broker down cleanly; its directory stays. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
