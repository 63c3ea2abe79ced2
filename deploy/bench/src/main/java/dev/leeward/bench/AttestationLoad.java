package dev.leeward.bench;

import dev.leeward.events.Topic;
import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Attestations at a constant rate, each a challenge and its answer. They begin when the schedule says, whatever became of
 * those before; one that has to wait for a free connection is late from its time in the schedule.
 */
final class AttestationLoad {
    private static final int CONNECTIONS = 192;
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final String TOPIC = Topic.HOST_TRUST.topicName();

    private final Lab lab;
    private final Attesters hosts;
    private long turns;

    AttestationLoad(Lab lab, Attesters hosts) {
        this.lab = lab;
        this.hosts = hosts;
    }

    /**
     * What came of a run.
     *
     * @param asked attestations a second by the schedule
     * @param done attestations a second until the last was answered
     * @param failed attestations that were not accepted
     * @param failure the first of these, in words; empty where there is none
     * @param whole nanoseconds from the time in the schedule to the answer
     * @param said nanoseconds from sending evidence to its TrustChanged on the topic
     * @param millis what one attestation cost of processor time, in milliseconds, by where it went
     */
    record Outcome(
            double asked,
            double done,
            long failed,
            String failure,
            Histogram whole,
            Histogram said,
            Map<String, Double> millis) {

        /** Whether the rate was held: all accepted, on time, and none waited for a second. */
        boolean held() {
            return failed == 0 && done >= 0.98 * asked && Rounds.millisAt(whole, 99) < 1_000;
        }
    }

    Outcome run(double perSecond, Duration time) {
        var said = new ConcurrentHistogram(3);
        Map<String, Long> sent = new ConcurrentHashMap<>();
        long firstTurn = turns;
        turns += Turns.Schedule.count(perSecond, time);
        try (var events = lab.consumerAtEnd(TOPIC)) {
            var usage = Usage.now(lab.stack(), Part.ATTESTATION);
            long start = System.nanoTime();
            var running = Turns.start(
                    lab.stack().settings().port(Part.ATTESTATION),
                    CONNECTIONS,
                    Turns.Schedule.paced(perSecond, time),
                    (connection, number) -> attest(connection, hosts.turn(firstTurn + number), sent));
            long lastAnswer = hear(events, sent, said, running);
            double seconds = (lastAnswer - start) / 1e9;
            var whole = running.latency();
            return new Outcome(
                    perSecond,
                    whole.getTotalCount() / seconds,
                    running.failed(),
                    running.failure().map(IOException::getMessage).orElse(""),
                    whole,
                    said,
                    usage.millisSince(Usage.now(lab.stack(), Part.ATTESTATION), Math.max(1, whole.getTotalCount())));
        }
    }

    private static void attest(KeptConnection connection, Attester host, Map<String, Long> sent) throws IOException {
        var evidence = host.evidence(host.challenge(connection));
        sent.put(host.id(), System.nanoTime());
        host.submit(connection, evidence);
    }

    /** Reads the topic until all that was sent is on it; returns when the last attestation was answered. */
    private static long hear(
            KafkaConsumer<String, byte[]> events, Map<String, Long> sent, Histogram said, Turns running) {
        long answered = 0;
        long limit = Long.MAX_VALUE;
        while (answered == 0 || (!sent.isEmpty() && System.nanoTime() - limit < 0)) {
            for (var record : events.poll(Duration.ofMillis(20))) {
                var since = sent.remove(record.key());
                if (since != null) {
                    said.recordValue(System.nanoTime() - since);
                }
            }
            if (answered == 0 && running.isOver()) {
                answered = System.nanoTime();
                limit = answered + DRAIN.toNanos();
            }
        }
        if (!sent.isEmpty()) {
            throw new UserError(sent.size() + " attestations were accepted, and their events did not come within "
                    + DRAIN.toSeconds() + " s");
        }
        return answered;
    }
}
