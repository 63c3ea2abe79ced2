package dev.leeward.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic that this service reads. Each look remembers where the topic ended; once the stored positions have reached
 * such an end, the view is known to have been complete as of that look.
 */
final class Feed {
    private static final int LOOKS = 64;

    private final String topic;
    private final Set<String> consumers;
    private final Deque<Look> open = new ArrayDeque<>();
    private boolean everComplete;
    private long completeAsOf;
    private long waiting = -1;

    private record Look(long at, Map<TopicPartition, Long> ends) {}

    Feed(String topic, Set<String> consumers) {
        this.topic = topic;
        this.consumers = Set.copyOf(consumers);
    }

    Set<String> consumers() {
        return consumers;
    }

    synchronized void looked(
            long at,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Map<String, Map<TopicPartition, Long>> positions) {
        Map<TopicPartition, Long> applied = new HashMap<>();
        Map<TopicPartition, Long> own = new HashMap<>();
        ends.forEach((partition, end) -> {
            if (partition.topic().equals(topic)) {
                own.put(partition, end);
                applied.put(partition, applied(partition, begins.getOrDefault(partition, 0L), positions));
            }
        });
        if (own.isEmpty()) {
            return;
        }
        waiting = own.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - applied.getOrDefault(end.getKey(), 0L)))
                .sum();
        if (open.size() == LOOKS) {
            thinOut();
        }
        open.addLast(new Look(at, own));
        while (!open.isEmpty() && covers(applied, open.getFirst())) {
            completeAsOf = open.removeFirst().at;
            everComplete = true;
        }
    }

    synchronized Duration staleness(long now) {
        return everComplete ? Duration.ofNanos(Math.max(0, now - completeAsOf)) : FeedLag.UNKNOWN;
    }

    synchronized OptionalLong waiting() {
        return waiting < 0 ? OptionalLong.empty() : OptionalLong.of(waiting);
    }

    /** What every consumer of the topic has applied; what Kafka no longer keeps need not be. */
    private long applied(TopicPartition partition, long begin, Map<String, Map<TopicPartition, Long>> positions) {
        return consumers.stream()
                .mapToLong(
                        consumer -> positions.getOrDefault(consumer, Map.of()).getOrDefault(partition, 0L))
                .map(position -> Math.max(begin, position))
                .min()
                .orElse(begin);
    }

    private static boolean covers(Map<TopicPartition, Long> applied, Look look) {
        return look.ends.entrySet().stream().allMatch(end -> applied.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Every other look goes: a backlog of hours needs no second by second. */
    private void thinOut() {
        Deque<Look> kept = new ArrayDeque<>();
        boolean keep = true;
        for (Look look : open) {
            if (keep) {
                kept.addLast(look);
            }
            keep = !keep;
        }
        open.clear();
        open.addAll(kept);
    }
}
