package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The limit of any event: a record of a kilobyte, from a producer to a consumer that waits for it. */
final class BareHop implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String topic;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;

    BareHop(Lab lab) {
        topic = lab.bareTopic();
        producer = lab.producer();
        consumer = lab.consumerAtEnd(topic);
    }

    /** Nanoseconds of one hop. */
    long once() {
        var mark = UUID.randomUUID().toString();
        long start = System.nanoTime();
        var sent = producer.send(new ProducerRecord<>(topic, mark, new byte[1_024]));
        await(consumer, record -> mark.equals(record.key()));
        long took = System.nanoTime() - start;
        Lab.acknowledged(sent);
        return took;
    }

    /** Reads a topic until a record has come. */
    static void await(KafkaConsumer<String, byte[]> consumer, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                if (wanted.test(record)) {
                    return;
                }
            }
        }
        throw new UserError("the event did not become visible within " + LIMIT.toSeconds() + " s");
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
