package dev.leeward.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.leeward.local.UserError;
import java.security.Security;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The hosts of a fleet that attest, with genuine keys and quotes; their rows in the database get these keys. While they
 * are open, this process signs with Amazon's provider, so that agents cost little on the machine that they share with what
 * is measured.
 */
final class Attesters implements AutoCloseable {
    private final List<Attester> all;

    Attesters(Lab lab, Fleet fleet, int count) {
        Security.insertProviderAt(AmazonCorrettoCryptoProvider.INSTANCE, 1);
        all = IntStream.rangeClosed(1, count)
                .parallel()
                .mapToObj(Fleet::host)
                .map(id -> new Attester(id, lab.stack().identity().token("agent:" + id, "agent", null)))
                .toList();
        enrol(fleet.database(), all);
    }

    /** Gives the rows of hosts their keys. */
    static void enrol(Connection database, List<Attester> hosts) {
        try (var update = database.prepareStatement("update host h set state = case state when 'DISCOVERED' then"
                + " 'ENROLLED' else state end, ak_public = n.ak, ek_public = n.ek, ak_below_ek = true, tpm_clock"
                + " = 0, tpm_reset_count = 0, tpm_restart_count = 0, tpm_safe = true from"
                + " unnest(?::text[], ?::bytea[], ?::bytea[]) as n (id, ak, ek) where h.id ="
                + " n.id")) {
            update.setArray(
                    1,
                    database.createArrayOf(
                            "text", hosts.stream().map(Attester::id).toArray()));
            update.setArray(
                    2,
                    database.createArrayOf(
                            "bytea",
                            hosts.stream().map(Attester::attestationPublic).toArray(byte[][]::new)));
            update.setArray(
                    3,
                    database.createArrayOf(
                            "bytea",
                            hosts.stream().map(Attester::endorsementPublic).toArray(byte[][]::new)));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new UserError("the hosts cannot be enrolled: " + e.getMessage(), e);
        }
    }

    /** One after the other, again and again. */
    Attester turn(long number) {
        return all.get((int) (number % all.size()));
    }

    @Override
    public void close() {
        Security.removeProvider(AmazonCorrettoCryptoProvider.INSTANCE.getName());
    }
}
