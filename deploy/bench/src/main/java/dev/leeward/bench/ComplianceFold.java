package dev.leeward.bench;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** H6: how fast the compliance views fold, next to a bare consumer and a bare batch write of the rows that came of it. */
final class ComplianceFold implements Headline {
    private static final double TARGET_RATIO = 0.8;
    private static final double TARGET_RATE = 50_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String TOPIC = Topic.HOST_TRUST.topicName();

    private final EventCodec codec = new EventCodec();

    @Override
    public String id() {
        return "H6";
    }

    @Override
    public String about() {
        return "compliance fold into PostgreSQL ÷ (bare consumer + bare batch write of the same rows), events a second";
    }

    @Override
    public Result measure(Lab lab) {
        int events = lab.quick() ? 5_000 : 100_000;
        var ratios = new ArrayList<Double>();
        var rates = new ArrayList<Double>();
        var consumerRates = new ArrayList<Double>();
        var writeRates = new ArrayList<Double>();
        round(lab, 0, lab.quick() ? 2_000 : 200_000);
        for (int round = 1; round <= lab.rounds(); round++) {
            var seen = round(lab, round, events);
            double bareSeconds = seen.consumeSeconds() + seen.writeSeconds();
            ratios.add(bareSeconds / seen.foldSeconds());
            rates.add(events / seen.foldSeconds());
            consumerRates.add(events / seen.consumeSeconds());
            writeRates.add(events / seen.writeSeconds());
            lab.log().printf("  H6 round %d: %.0f events/s, ratio %.2f%n", round, rates.getLast(), ratios.getLast());
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("foldEventsPerSecond", Rounds.median(rates));
        figures.put("bareConsumerEventsPerSecond", Rounds.median(consumerRates));
        figures.put("bareWriteEventsPerSecond", Rounds.median(writeRates));
        figures.put("events", (double) events);
        figures.put("spread", Rounds.spread(ratios));
        double ratio = Rounds.median(ratios);
        return new Result(
                id(),
                ratio >= TARGET_RATIO && Rounds.median(rates) >= TARGET_RATE,
                Map.of("fold", ratio),
                Map.of("fold", "≥ " + TARGET_RATIO, "eventsPerSecond", "≥ " + TARGET_RATE),
                figures,
                lab.rounds());
    }

    private record Round(double foldSeconds, double consumeSeconds, double writeSeconds) {}

    /** Holds the service, fills the topic, lets the service fold, then does the same bare. */
    private Round round(Lab lab, int round, int events) {
        try (var consumer = lab.consumerAtEnd(TOPIC);
                var database = lab.database(Part.COMPLIANCE)) {
            long before = folded(database);
            lab.stack().pause(Part.COMPLIANCE);
            try {
                fill(lab, round, events);
            } finally {
                lab.stack().resume(Part.COMPLIANCE);
            }
            double fold = foldSeconds(database, before + events);
            return new Round(fold, consumeSeconds(consumer, events), writeSeconds(database, events));
        } catch (SQLException e) {
            throw new UserError("H6: " + e.getMessage(), e);
        }
    }

    private void fill(Lab lab, int round, int events) {
        try (var producer = lab.producer()) {
            var sent = new ArrayList<Future<?>>();
            for (var event : new TrustEvents(round, events)) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, event.getHostId(), codec.encode(event))));
            }
            sent.forEach(Lab::acknowledged);
        }
    }

    /** From the moment that the service goes on until the last event took effect. */
    private static double foldSeconds(Connection database, long target) throws SQLException {
        var watch = new Stopwatch();
        while (folded(database) < target) {
            requireTime(watch);
        }
        return watch.seconds();
    }

    private static void requireTime(Stopwatch limit) {
        if (limit.elapsed().compareTo(LIMIT) > 0) {
            throw new UserError("the events were not folded within " + LIMIT.toSeconds() + " s");
        }
    }

    private static long folded(Connection database) throws SQLException {
        var sql = "select coalesce(sum(next_offset), 0) from consumer_offset where topic = '" + TOPIC + "'";
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double consumeSeconds(KafkaConsumer<String, byte[]> consumer, int events) {
        var watch = new Stopwatch();
        int seen = 0;
        while (seen < events) {
            seen += consumer.poll(Duration.ofMillis(100)).count();
            requireTime(watch);
        }
        return watch.seconds();
    }

    /** Writes the newest event log rows into an equal table, in batches as one consumer poll gives. */
    private static double writeSeconds(Connection database, int events) throws SQLException {
        try (var copy = new BareCopy(database, "event_log")) {
            return copy.newest("occurred_at desc", events);
        }
    }
}
