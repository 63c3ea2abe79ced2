package dev.leeward.bench;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.demo.Workloads;
import dev.leeward.testkit.tpm.BootProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * H3: from the evidence that shows the wrong hypervisor to the refusal of the host at every enforcement point: all of them
 * ask policy-service, so that it is when its view has turned. In each round the decision API and migration-service are then
 * asked for a move to that host, and must refuse.
 */
final class BadQuoteRefused implements Headline {
    private static final double TARGET = 1.5;

    /** None of the fleet, whose hosts all attested once. */
    private static final String HOST = "turncoat";

    private static final BootProfile BAD = BootProfile.of("2.17", "esxi", "5.0");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 100_000;

    @Override
    public String id() {
        return "H3";
    }

    @Override
    public String about() {
        return "bad quote in → the host refused by decision API and migration-service ÷ (PostgreSQL commit + 2 Kafka hops), p50";
    }

    @Override
    public Result measure(Lab lab) {
        int samples = lab.quick() ? 5 : 40;
        var ratios = new ArrayList<Double>();
        var refused = new ArrayList<Double>();
        var accepted = new ArrayList<Double>();
        var commits = new ArrayList<Double>();
        var hops = new ArrayList<Double>();
        boolean everywhere = true;
        try (var host = new Turncoat(lab);
                var bare = new BareCommit(lab);
                var hop = new BareHop(lab)) {
            host.round(bare, hop, lab.quick() ? 5 : 500);
            for (int round = 0; round < lab.rounds(); round++) {
                var seen = host.round(bare, hop, samples);
                commits.add(Rounds.millisAt(seen.commit(), 50));
                hops.add(Rounds.millisAt(seen.hop(), 50));
                accepted.add(Rounds.millisAt(seen.accepted(), 50));
                refused.add(Rounds.millisAt(seen.refused(), 50));
                ratios.add(refused.getLast() / (commits.getLast() + 2 * hops.getLast()));
                everywhere &= refusedEverywhere(lab);
                lab.log()
                        .printf(
                                "  H3 round %d: %.2f, refused everywhere: %s%n",
                                round + 1, ratios.getLast(), everywhere);
            }
        } catch (IOException | SQLException e) {
            throw new UserError("H3: " + e.getMessage(), e);
        }
        double ratio = Rounds.median(ratios);
        return new Result(
                id(),
                everywhere && ratio <= TARGET,
                Map.of("p50", ratio),
                Map.of("p50", "≤ " + TARGET),
                Map.of(
                        "acceptedP50Millis", Rounds.median(accepted),
                        "refusedP50Millis", Rounds.median(refused),
                        "commitP50Millis", Rounds.median(commits),
                        "hopP50Millis", Rounds.median(hops),
                        "spread", Rounds.spread(ratios)),
                lab.rounds(),
                List.of((everywhere ? "" : "A move to the host was NOT refused. ")
                        + "All services work meanwhile; on the way are two commits and one hop, the check of a"
                        + " quote, and the call itself."));
    }

    /** What a round came to, in nanoseconds. */
    private record Round(Histogram commit, Histogram hop, Histogram accepted, Histogram refused) {}

    /** What is asked once the view has turned: a refusal is an incident, so only few are. */
    private static boolean refusedEverywhere(Lab lab) {
        var workload = lab.stack().world().workloads().getFirst().id();
        var operator = new Workloads(lab.stack().api().as("oscar", "operator", null));
        try (var decisions = new Decisions(lab)) {
            return decisions.ask(UUID.randomUUID().toString(), HOST).equals("DENY")
                    && operator.migrate(workload, HOST).path("state").asText().equals("Blocked");
        }
    }

    /** A host of its own in the inventory, which boots now this and now that. */
    private static final class Turncoat implements AutoCloseable {
        private final Lab lab;
        private final String line;
        private final Attester host;
        private final KeptConnection connection;
        private final Connection database;
        private final PreparedStatement view;

        Turncoat(Lab lab) throws IOException, SQLException {
            this.lab = lab;
            line = "- {id: %s, site: %s, hypervisor: esxi, version: '5.1'}%n"
                    .formatted(HOST, lab.stack().world().hosts().getFirst().site());
            inventory(Files.readString(lab.stack().settings().inventory()) + line);
            Api auditor = lab.stack().api().as("audrey", "auditor", null);
            Stopwatch.await(LIMIT, "host " + HOST + " to be discovered", () -> {
                var answer = auditor.get(Part.ATTESTATION, "/v1/hosts/" + HOST);
                return answer.status() == 200 ? Optional.of(answer) : Optional.empty();
            });
            host = new Attester(HOST, lab.stack().identity().token("agent:" + HOST, "agent", null));
            try (var attestation = lab.database(Part.ATTESTATION)) {
                Attesters.enrol(attestation, List.of(host));
            }
            connection = new KeptConnection(lab.stack().settings().port(Part.ATTESTATION));
            database = lab.database(Part.POLICY);
            view = database.prepareStatement("select trust_status from host_view where id = ? and inventoried");
            view.setString(1, HOST);
        }

        /** Whole or not at all: the service may read at any time. */
        private void inventory(String text) throws IOException {
            var file = lab.stack().settings().inventory();
            var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }

        Round round(BareCommit bare, BareHop hop, int samples) throws IOException, SQLException {
            var round = new Round(Rounds.histogram(), Rounds.histogram(), Rounds.histogram(), Rounds.histogram());
            for (int i = 0; i < samples; i++) {
                round.commit().recordValue(bare.once());
                round.hop().recordValue(hop.once());
                host.reboot(Attester.GOOD);
                host.submit(connection, host.evidence(host.challenge(connection)));
                awaitView("TRUSTED");
                host.reboot(BAD);
                var evidence = host.evidence(host.challenge(connection));
                long start = System.nanoTime();
                host.submit(connection, evidence);
                round.accepted().recordValue(System.nanoTime() - start);
                awaitView("UNTRUSTED");
                round.refused().recordValue(System.nanoTime() - start);
            }
            return round;
        }

        private void awaitView(String status) throws SQLException {
            var watch = new Stopwatch();
            while (!status.equals(seen())) {
                if (watch.elapsed().compareTo(LIMIT) > 0) {
                    throw new UserError(
                            HOST + " is not " + status + " for policy-service after " + LIMIT.toSeconds() + " s");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }

        private String seen() throws SQLException {
            try (var rows = view.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }

        /** Leaves the inventory. */
        @Override
        public void close() throws IOException, SQLException {
            database.close();
            connection.close();
            inventory(Files.readString(lab.stack().settings().inventory()).replace(line, ""));
        }
    }
}
