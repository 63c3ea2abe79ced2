package dev.leeward.local;

import dev.leeward.testkit.EmbeddedKafka;
import dev.leeward.testkit.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The one infrastructure process: Kafka, PostgreSQL, and the hosts that measure themselves. */
public final class Infrastructure {
    private static final Logger LOG = Logger.getLogger(Infrastructure.class);

    private Infrastructure() {}

    /** Written when topics and databases are there. */
    static Path readyMark(Settings settings) {
        return settings.runFolder().resolve("infra.ready");
    }

    /** Runs until it is asked to end; the one argument is the kind of TPM that the simulated hosts have. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        logToOutput();
        var settings = Settings.fromSystem();
        var ended = new CountDownLatch(1);
        var postgres = EmbeddedPostgresServer.start(settings.postgres(), settings.port(Part.POSTGRES));
        LOG.infof("postgres-started port=%d directory=%s", postgres.port(), settings.postgres());
        var kafka = EmbeddedKafka.start(settings.data().resolve("kafka"), settings.port(Part.KAFKA));
        LOG.infof("kafka-started servers=%s", kafka.bootstrapServers());
        for (var service : Part.services()) {
            postgres.createDatabase(service.shortName());
        }
        kafka.createTopics();
        var agents =
                new HostAgents(settings, Identity.at(settings.identity()), HostAgents.TpmKind.valueOf(arguments[0]));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.infof("infrastructure-ends");
                            agents.close();
                            kafka.close();
                            postgres.close();
                            ended.countDown();
                        },
                        "infrastructure-end"));
        Files.writeString(readyMark(settings), "");
        agents.start();
        LOG.infof("infrastructure-ready tpm=%s", arguments[0]);
        ended.await();
    }

    /** The services have Quarkus to do this; in this process the log manager keeps everything, and writes it nowhere. */
    private static void logToOutput() {
        var output = new ConsoleHandler(new PatternFormatter("%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n"));
        output.setAutoFlush(true);
        var root = java.util.logging.Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(output);
    }
}
