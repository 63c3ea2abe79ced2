package dev.leeward.messaging;

import dev.leeward.testkit.EmbeddedKafka;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.SharedStack;
import dev.leeward.testkit.TcpProxy;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A broker and a database whose connections a test can cut. */
public final class BreakableStack implements QuarkusTestResourceLifecycleManager {
    private @Nullable TcpProxy toKafka;
    private @Nullable TcpProxy toPostgres;
    private @Nullable EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        SharedStack stack = LeewardStack.shared();
        URI postgres = URI.create(stack.jdbcUrl().substring("jdbc:".length()));
        TcpProxy database = TcpProxy.to(postgres.getPort());
        int port = Ports.free();
        TcpProxy broker = TcpProxy.to(port);
        EmbeddedKafka embedded = EmbeddedKafka.startBehind(broker, directory(), port);
        embedded.createTopics();
        toPostgres = database;
        toKafka = broker;
        kafka = embedded;
        String fresh = stack.freshDatabase();
        Map<String, String> config = new HashMap<>(stack.config());
        config.put("quarkus.datasource.jdbc.url", fresh.replace(":" + postgres.getPort(), ":" + database.port()));
        config.put("kafka.bootstrap.servers", embedded.bootstrapServers());
        config.put("mp.messaging.connector.smallrye-kafka.bootstrap.servers", embedded.bootstrapServers());
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(toKafka, field -> field.getName().equals("toKafka"));
        injector.injectIntoFields(toPostgres, field -> field.getName().equals("toPostgres"));
        injector.injectIntoFields(kafka, field -> field.getName().equals("kafka"));
    }

    @Override
    public void stop() {
        if (toKafka != null && toPostgres != null && kafka != null) {
            kafka.close();
            toKafka.close();
            toPostgres.close();
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("breakable");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
