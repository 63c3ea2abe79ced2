package dev.leeward.bench;

import dev.leeward.events.Topic;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.tpm.KnownGood;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * H8: how long after a change of reference values the last of many hosts is appraised again from its kept evidence: once
 * where every verdict stays, once where every host loses its trust. The limit is PostgreSQL's: one statement a table that
 * writes the same rows, with the same indexes, in as many transactions.
 */
final class Reappraisal implements Headline {
    private static final double TARGET_SECONDS = 30;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final int BATCH = 1_000;
    private static final String TOPIC = Topic.HOST_TRUST.topicName();
    private static final String PUBLISHED = "/v1/reference-manifests";
    private static final KnownGood RUNNING = KnownGood.vmm("esxi", "5.1");

    @Override
    public String id() {
        return "H8";
    }

    @Override
    public String about() {
        return "a reference value changes → the last of 100,000 hosts is appraised again, committed and on the topic";
    }

    @Override
    public Result measure(Lab lab) {
        try (var fleet = new Fleet(lab);
                var _ = Held.allBut(lab, Part.ATTESTATION)) {
            return measure(lab, fleet);
        } catch (SQLException e) {
            throw new UserError("H8: " + e.getMessage(), e);
        }
    }

    /** Seconds, in each round, at one number of hosts. */
    private record Times(List<Double> unchanged, List<Double> committed, List<Double> said, List<Double> bare) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        double ratio() {
            return Rounds.median(bare) / Rounds.median(committed);
        }
    }

    private Result measure(Lab lab, Fleet fleet) throws SQLException {
        var sizes = lab.quick() ? List.of(1_000) : List.of(1_000, 10_000, 100_000);
        int rounds = lab.quick() ? 1 : 3;
        var figures = new LinkedHashMap<String, Double>();
        var times = new Times();
        for (int hosts : sizes) {
            fleet.growTo(hosts);
            times = new Times();
            for (int round = 1; round <= rounds; round++) {
                round(lab, fleet, times);
                lab.log()
                        .printf(
                                "  H8 %d hosts, round %d: nothing changes %.2f s, all lose trust %.2f s, on the topic"
                                        + " %.2f s, bare %.2f s%n",
                                hosts,
                                round,
                                times.unchanged().getLast(),
                                times.committed().getLast(),
                                times.said().getLast(),
                                times.bare().getLast());
            }
            figures.put("unchangedSecondsAt" + hosts, Rounds.median(times.unchanged()));
            figures.put("allChangeSecondsAt" + hosts, Rounds.median(times.committed()));
            figures.put("onTopicSecondsAt" + hosts, Rounds.median(times.said()));
            figures.put("bareSecondsAt" + hosts, Rounds.median(times.bare()));
        }
        figures.put("hostsPerSecond", fleet.hosts() / Rounds.median(times.committed()));
        figures.put("spread", Rounds.spread(times.committed()));
        double seconds = Rounds.median(times.said());
        return new Result(
                id(),
                !lab.quick() && seconds < TARGET_SECONDS,
                Map.of("bareWrite", times.ratio(), "seconds", seconds),
                Map.of("bareWrite", "(no promise)", "seconds", "< " + TARGET_SECONDS + " at 100,000 hosts"),
                figures,
                rounds,
                List.of("Hosts are copies of one that attested; the other services are held."));
    }

    private void round(Lab lab, Fleet fleet, Times times) throws SQLException {
        var officer = lab.stack().api().as("sofia", "security-officer", null);
        var other = KnownGood.vmm("esxi", "99." + System.nanoTime());
        times.unchanged().add(committed(fleet, () -> publish(officer, other)));
        committed(fleet, () -> retire(officer, other.id()));
        try (var events = lab.consumerAtEnd(TOPIC)) {
            var watch = new Stopwatch();
            times.committed().add(committed(fleet, () -> retire(officer, RUNNING.id())));
            awaitEvents(events, fleet.hosts(), watch);
            times.said().add(watch.seconds());
        }
        times.bare().add(bare(fleet));
        committed(fleet, () -> publish(officer, RUNNING));
        fleet.execute("vacuum host, attestation_result, outbox");
    }

    private static void publish(Api officer, KnownGood manifest) {
        officer.post(
                        Part.ATTESTATION,
                        PUBLISHED,
                        Map.of(
                                "id", manifest.id(),
                                "part", manifest.part(),
                                "product", manifest.product(),
                                "productVersion", manifest.productVersion(),
                                "values", manifest.values()))
                .expect(201);
    }

    private static void retire(Api officer, String manifest) {
        officer.post(
                        Part.ATTESTATION,
                        PUBLISHED + "/" + manifest + "/actions/retire?force=true",
                        Map.of("reason", "A benchmark."))
                .expectSuccess();
    }

    /** Seconds until the result of no host of the fleet rests on the references from before the change. */
    private static double committed(Fleet fleet, Runnable change) {
        var before = fleet.first("select reference_digest from host where " + Fleet.ROWS + " limit 1")
                .orElseThrow();
        var left =
                "select id from host where reference_digest = '%s' and state in ('TRUSTED', 'UNTRUSTED') and %s limit 1"
                        .formatted(before, Fleet.ROWS);
        var watch = new Stopwatch();
        change.run();
        while (fleet.first(left).isPresent()) {
            requireTime(watch);
            Stopwatch.pause(LOOK);
        }
        return watch.seconds();
    }

    private static void awaitEvents(KafkaConsumer<String, byte[]> events, int hosts, Stopwatch watch) {
        int seen = 0;
        while (seen < hosts) {
            for (var record : events.poll(Duration.ofMillis(100))) {
                seen += record.key().startsWith(Fleet.PREFIX) ? 1 : 0;
            }
            requireTime(watch);
        }
    }

    private static void requireTime(Stopwatch limit) {
        if (limit.elapsed().compareTo(LIMIT) > 0) {
            throw new UserError("the hosts were not appraised within " + LIMIT.toSeconds() + " s");
        }
    }

    /** Seconds for the same rows in copies of the tables: each host's verdict, its result, its event in the outbox. */
    private static double bare(Fleet fleet) throws SQLException {
        for (var table : List.of("host", "attestation_result", "outbox")) {
            fleet.execute("drop table if exists bench_" + table);
            fleet.execute("create table bench_%1$s (like %1$s including all)".formatted(table));
        }
        fleet.execute("insert into bench_host select * from host where " + Fleet.ROWS);
        fleet.execute("insert into bench_attestation_result select * from attestation_result where host like '"
                + Fleet.PREFIX + "%'");
        fleet.execute("vacuum analyze bench_host, bench_attestation_result");
        var database = fleet.database();
        database.setAutoCommit(false);
        try {
            var watch = new Stopwatch();
            for (int first = 1; first <= fleet.hosts(); first += BATCH) {
                var batch = "between '%s' and '%s'".formatted(Fleet.host(first), Fleet.host(first + BATCH - 1));
                fleet.execute("update bench_host set state = 'UNTRUSTED', vmm_status = 'UNTRUSTED', vmm_reason ="
                        + " repeat('r', 120), vmm_manifest = null, vmm_version = null, reference_digest ="
                        + " reverse(reference_digest), sequence = sequence + 1 where id " + batch);
                fleet.execute(
                        "insert into bench_attestation_result select host, sequence + 1, jwt from attestation_result"
                                + " where host " + batch
                                + " on conflict (host) do update set (sequence, jwt) = row (excluded.sequence,"
                                + " excluded.jwt)");
                fleet.execute("insert into bench_outbox (topic, key, event_id, payload, headers) select '" + TOPIC
                        + "', convert_to(host, 'UTF8'), uuidv7(), convert_to(jwt || left(jwt, 500), 'UTF8'), '{}'"
                        + " from attestation_result where host " + batch);
                database.commit();
            }
            return watch.seconds();
        } finally {
            database.setAutoCommit(true);
            for (var table : List.of("host", "attestation_result", "outbox")) {
                fleet.execute("drop table bench_" + table);
            }
        }
    }
}
