package dev.leeward.scenarios;

import dev.leeward.events.Payload;
import dev.leeward.events.Service;
import dev.leeward.events.Topic;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Every topic gets records that nobody can read: each reader puts them aside with reason and origin, and goes on. */
final class PoisonEveryTopic implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "poison-every-topic";
    }

    @Override
    public String about() {
        return "unreadable records on every topic go to dead-letter topics; their neighbours go on";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var run = UUID.randomUUID().toString();
        var topics = Arrays.stream(Topic.values())
                .filter(topic -> topic.payload() == Payload.AVRO)
                .toList();
        sendPoison(stack, topics, run);
        var missing = awaitDeadLetters(stack, expected(topics), run);
        log.printf("  %d topics poisoned, %d dead letters missing%n", topics.size(), missing.size());
        var observed = new LinkedHashMap<String, Object>();
        observed.put("poisonedTopics", topics.size());
        observed.put("kinds", kinds(run).keySet());
        observed.put("deadLetters", expected(topics).size() - missing.size());
        observed.put("missing", missing);
        var after = neighboursGoOn(stack);
        observed.put("migrationAfterwards", after);
        return new Outcome.Played(missing.isEmpty() && after.equals("Succeeded"), observed);
    }

    /** What nobody can read; each carries the run's id where it can, so that old dead letters do not count. */
    private static Map<String, byte[]> kinds(String run) {
        var mark = run.getBytes(StandardCharsets.UTF_8);
        var kinds = new LinkedHashMap<String, byte[]>();
        kinds.put("no-wire-format", mark);
        kinds.put("unknown-schema", prefixed(new byte[] {0, 0x7F, 0x7F, 0x7F, 0x7F}, mark));
        kinds.put("bad-avro", prefixed(new byte[] {0, 0, 0, 0, 1, (byte) 0xFF, (byte) 0xFF}, mark));
        return kinds;
    }

    private static byte[] prefixed(byte[] prefix, byte[] rest) {
        var all = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, all, prefix.length, rest.length);
        return all;
    }

    private static void sendPoison(Stack stack, List<Topic> topics, String run) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", stack.settings().bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (var topic : topics) {
                for (var poison : kinds(run).values()) {
                    producer.send(new ProducerRecord<>(topic.topicName(), "poison-" + run, poison))
                            .get();
                }
            }
        } catch (ExecutionException e) {
            throw new UserError("poison could not be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    /** One letter for each topic, kind and reader. */
    private static List<String> expected(List<Topic> topics) {
        var letters = new ArrayList<String>();
        for (var topic : topics) {
            for (var reader : topic.consumers()) {
                for (var kind : kinds("").keySet()) {
                    letters.add(reader.serviceName() + " " + topic.topicName() + " " + kind);
                }
            }
        }
        return letters;
    }

    private static List<String> awaitDeadLetters(Stack stack, List<String> expected, String run) {
        var log = new EventLog(stack.settings().bootstrapServers());
        return Stopwatch.until(LIMIT, () -> {
                    var missing = missing(log, expected, run);
                    return missing.isEmpty() ? Optional.of(missing) : Optional.empty();
                })
                .orElseGet(() -> missing(log, expected, run));
    }

    private static List<String> missing(EventLog log, List<String> expected, String run) {
        var found = new ArrayList<String>();
        for (var service : Service.values()) {
            for (var letter : log.records(Topic.deadLetterOf(service))) {
                kinds(run).forEach((kind, bytes) -> {
                    if (Arrays.equals(bytes, letter.value())) {
                        found.add(service.serviceName() + " " + header(letter, "leeward-topic") + " " + kind);
                    }
                });
            }
        }
        var missing = new ArrayList<>(expected);
        missing.removeAll(found);
        return missing;
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String neighboursGoOn(Stack stack) {
        var workloads = new Workloads(stack.api().as("oscar", "operator", null));
        var workload = stack.world().workloads().getFirst();
        var current = workloads.hostOf(workload.id());
        var target = TrustedHosts.of(stack).stream()
                .filter(host -> !host.equals(current))
                .findFirst()
                .orElseThrow(() -> new UserError("the world has no second trusted host"));
        return workloads.migrate(workload.id(), target).path("state").asText();
    }
}
