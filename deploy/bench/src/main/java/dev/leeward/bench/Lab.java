package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.UserError;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The stack under measurement, with the bare parts that it is measured against. */
record Lab(Stack stack, boolean quick, PrintStream log) {

    int rounds() {
        return quick ? 1 : 5;
    }

    /** A token of an enforcement point, which may ask for decisions on behalf of others. */
    String enforcementPoint() {
        return stack.identity().token("bench", "enforcement-point", null);
    }

    /** Measures one service while the others are held. */
    <T> T alone(Part service, Supplier<T> measuring) {
        try (var _ = Held.allBut(this, service)) {
            return measuring.get();
        }
    }

    /** A plain connection to a service's database: the same PostgreSQL, the same fsync. */
    Connection database(Part service) {
        var url = "jdbc:postgresql://127.0.0.1:%d/%s"
                .formatted(stack.settings().port(Part.POSTGRES), service.shortName());
        try {
            return DriverManager.getConnection(url, "leeward", "leeward");
        } catch (SQLException e) {
            throw new UserError("no connection to " + url + ": " + e.getMessage(), e);
        }
    }

    /** The relay's settings: idempotent, acknowledged by all, sent at once. */
    KafkaProducer<String, byte[]> producer() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", stack.settings().bootstrapServers(),
                "acks", "all",
                "enable.idempotence", "true",
                "linger.ms", "0");
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Returns when the broker has the record. */
    static void acknowledged(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new UserError("the broker refused a record: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** A topic of nobody's, for bare hops. */
    String bareTopic() {
        var name = "bench.hop";
        Map<String, Object> config =
                Map.of("bootstrap.servers", stack.settings().bootstrapServers());
        try (var admin = Admin.create(config)) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new UserError("topic " + name + " cannot be made: " + e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
        return name;
    }

    /** A reader of a topic that stands at its present end, and takes as many records at once as compliance-service. */
    KafkaConsumer<String, byte[]> consumerAtEnd(String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                stack.settings().bootstrapServers(),
                "enable.auto.commit",
                "false",
                "max.poll.records",
                "2000",
                "group.id",
                "bench-" + UUID.randomUUID());
        var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }
}
