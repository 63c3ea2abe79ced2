package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.tpm.BootProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * A host of its own in the inventory, which boots now this and now that. PostgreSQL itself tells when policy-service's view
 * of it has turned, so that nobody has to ask again and again on the cores that are measured.
 */
final class Turncoat implements AutoCloseable {
    private static final BootProfile BAD = BootProfile.of("2.17", "esxi", "5.0");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String WATCH = """
            create schema if not exists bench;
            create or replace function bench.turned() returns trigger language plpgsql as
                'begin perform pg_notify(''bench_turned'', new.id || '' '' || new.trust_status); return null; end';
            create trigger "TRIGGER" after insert or update on host_view
                for each row when (new.id = 'HOST') execute function bench.turned();
            listen bench_turned
            """;

    /** What a turn took, in nanoseconds: until the evidence was acknowledged, and until the view had turned. */
    record Turned(long accepted, long seen) {}

    private final Lab lab;
    private final String id;
    private final String line;
    private final Attester host;
    private final KeptConnection connection;
    private final Connection database;

    /** Enters the inventory. */
    Turncoat(Lab lab, String id) throws IOException, SQLException {
        this.lab = lab;
        this.id = id;
        line = "- {id: %s, site: %s, hypervisor: esxi, version: '5.1'}%n"
                .formatted(id, lab.stack().world().hosts().getFirst().site());
        inventory(Files.readString(lab.stack().settings().inventory()) + line);
        awaitInInventory(true);
        host = new Attester(id, lab.stack().identity().token("agent:" + id, "agent", null));
        try (var attestation = lab.database(Part.ATTESTATION)) {
            Attesters.enrol(attestation, List.of(host));
        }
        connection = new KeptConnection(lab.stack().settings().port(Part.ATTESTATION));
        database = lab.database(Part.POLICY);
        execute(WATCH.replace("TRIGGER", trigger()).replace("HOST", id));
    }

    /** Returns when the service has taken in that the host is there, or is no more. */
    private void awaitInInventory(boolean there) throws SQLException {
        try (var attestation = lab.database(Part.ATTESTATION);
                var query = attestation.prepareStatement("select from host where id = ? and state <> 'RETIRED'")) {
            query.setString(1, id);
            var watch = new Stopwatch();
            while (query.executeQuery().next() != there) {
                if (watch.elapsed().compareTo(LIMIT) > 0) {
                    throw new UserError("the inventory's change about " + id + " is not taken in after "
                            + LIMIT.toSeconds() + " s");
                }
                Stopwatch.pause(LOOK);
            }
        }
    }

    /** Whole or not at all: the service may read at any time. */
    private void inventory(String text) throws IOException {
        var file = lab.stack().settings().inventory();
        var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Boots what is trusted, and attests. */
    Turned good() throws IOException, SQLException {
        return turn(Attester.GOOD, "TRUSTED");
    }

    /** Boots the wrong hypervisor, and attests. */
    Turned bad() throws IOException, SQLException {
        return turn(BAD, "UNTRUSTED");
    }

    private Turned turn(BootProfile profile, String status) throws IOException, SQLException {
        host.reboot(profile);
        var evidence = host.evidence(host.challenge(connection));
        long start = System.nanoTime();
        host.submit(connection, evidence);
        long accepted = System.nanoTime() - start;
        awaitView(status);
        return new Turned(accepted, System.nanoTime() - start);
    }

    private void awaitView(String status) throws SQLException {
        var watch = new Stopwatch();
        var postgres = database.unwrap(PGConnection.class);
        while (watch.elapsed().compareTo(LIMIT) < 0) {
            for (var told : postgres.getNotifications((int) LIMIT.toMillis())) {
                if (told.getParameter().equals(id + " " + status)) {
                    return;
                }
            }
        }
        throw new UserError(id + " is not " + status + " for policy-service after " + LIMIT.toSeconds() + " s");
    }

    private String trigger() {
        return "turned-" + id;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Leaves the inventory, and returns when the service has seen that: hosts that another benchmark writes into its database
     * are in no inventory either, and would leave with this one.
     */
    @Override
    public void close() throws IOException, SQLException {
        execute("drop trigger \"" + trigger() + "\" on host_view");
        database.close();
        connection.close();
        inventory(Files.readString(lab.stack().settings().inventory()).replace(line, ""));
        awaitInInventory(false);
    }
}
