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

/**
 * H6: how fast the compliance views fold a backlog, next to one thread that reads the same records and then writes the
 * same rows in the same transactions, and does nothing else.
 */
final class ComplianceFold implements Headline {
    private static final double TARGET_RATIO = 0.8;
    private static final double TARGET_RATE = 50_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final long SIEM_LOCK = 0x6c65657761726412L;
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
        try (var _ = Held.allBut(lab, Part.COMPLIANCE)) {
            return alone(lab);
        } catch (SQLException e) {
            throw new UserError("H6: " + e.getMessage(), e);
        }
    }

    /** The other services are held: they read the same topic, and what they do with it is none of the fold's time. */
    private Result alone(Lab lab) throws SQLException {
        int events = lab.quick() ? 5_000 : 100_000;
        var ratios = new ArrayList<Double>();
        var rates = new ArrayList<Double>();
        var consumerRates = new ArrayList<Double>();
        var writeRates = new ArrayList<Double>();
        var batches = new ArrayList<Double>();
        try (var feed = lab.database(Part.COMPLIANCE)) {
            holdSiemFeed(feed);
            warmUp(lab);
            for (int round = 1; round <= lab.rounds(); round++) {
                var seen = round(lab, new TrustEvents(round, events));
                ratios.add((seen.consumeSeconds() + seen.writeSeconds()) / seen.foldSeconds());
                rates.add(events / seen.foldSeconds());
                consumerRates.add(events / seen.consumeSeconds());
                writeRates.add(events / seen.writeSeconds());
                batches.add((double) events / seen.batches());
                lab.log()
                        .printf(
                                "  H6 round %d: %.0f events/s, bare %.0f read and %.0f written, ratio %.2f, batch %.0f%n",
                                round,
                                rates.getLast(),
                                consumerRates.getLast(),
                                writeRates.getLast(),
                                ratios.getLast(),
                                batches.getLast());
            }
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("foldEventsPerSecond", Rounds.median(rates));
        figures.put("bareConsumerEventsPerSecond", Rounds.median(consumerRates));
        figures.put("bareWriteEventsPerSecond", Rounds.median(writeRates));
        figures.put("eventsPerTransaction", Rounds.median(batches));
        figures.put("besideSiemFeedEventsPerSecond", events / fold(lab, new TrustEvents(lab.rounds() + 1, events)));
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

    /**
     * The feed follows the log on its own and writes rows that the bare side does not: it has a figure of its own. It
     * leaves the work to whoever holds this lock, as to another instance.
     */
    private static void holdSiemFeed(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute("select pg_advisory_lock(" + SIEM_LOCK + ")");
        }
    }

    /** Both sides, until neither compiles any more. */
    private void warmUp(Lab lab) throws SQLException {
        int rounds = lab.quick() ? 1 : 4;
        for (int round = 0; round < rounds; round++) {
            round(lab, new TrustEvents(round - rounds, lab.quick() ? 2_000 : 100_000));
        }
    }

    private record Round(double foldSeconds, double consumeSeconds, double writeSeconds, int batches) {}

    /** Folds a backlog, then does the same bare. */
    private Round round(Lab lab, TrustEvents events) throws SQLException {
        try (var consumer = lab.consumerAtEnd(TOPIC)) {
            double fold = fold(lab, events);
            double consume = consumeSeconds(consumer, events.count());
            try (var database = lab.database(Part.COMPLIANCE);
                    var bare = new BareWrite(database, events.correlation())) {
                return new Round(fold, consume, bare.seconds(), bare.batches());
            }
        }
    }

    /**
     * Seconds from the moment that the service may go on until the last event took effect. Meanwhile it waits for its
     * own positions, as it does for another instance: a stopped process would be put out of its consumer group, and the
     * time would be that of coming back.
     */
    private double fold(Lab lab, TrustEvents events) throws SQLException {
        try (var database = lab.database(Part.COMPLIANCE)) {
            database.setAutoCommit(false);
            long target = positions(database, " for update") + events.count();
            fill(lab, events);
            database.commit();
            var watch = new Stopwatch();
            database.setAutoCommit(true);
            while (positions(database, "") < target) {
                requireTime(watch);
                Stopwatch.pause(LOOK);
            }
            return watch.seconds();
        }
    }

    private void fill(Lab lab, TrustEvents events) {
        try (var producer = lab.producer()) {
            var sent = new ArrayList<Future<?>>();
            for (var event : events) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, event.getHostId(), codec.encode(event))));
            }
            sent.forEach(Lab::acknowledged);
        }
    }

    private static void requireTime(Stopwatch limit) {
        if (limit.elapsed().compareTo(LIMIT) > 0) {
            throw new UserError("the events were not folded within " + LIMIT.toSeconds() + " s");
        }
    }

    private static long positions(Connection database, String lock) throws SQLException {
        var sql = "select next_offset from consumer_offset where topic = '" + TOPIC + "'" + lock;
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            long sum = 0;
            while (rows.next()) {
                sum += rows.getLong(1);
            }
            return sum;
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
}
