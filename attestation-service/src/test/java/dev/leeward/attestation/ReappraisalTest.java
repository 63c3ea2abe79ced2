package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.attestation.app.BulkKind;
import dev.leeward.attestation.app.BulkOperation;
import dev.leeward.attestation.app.BulkOperations;
import dev.leeward.attestation.app.HostSelection;
import dev.leeward.attestation.app.Manifests;
import dev.leeward.attestation.app.Reappraisal;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.tpm.KnownGood;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fleet that is appraised again when the references change. The rates are printed, and have to be far from a crawl. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class ReappraisalTest extends ApiTest {

    private static final int HOSTS = Integer.getInteger("leeward.reappraisal.hosts", 5_000);
    private static final int LEAST_PER_SECOND = 500;
    private static final String FLEET = "from host where id like 'fleet-%'";

    @Inject
    AgroalDataSource database;

    @Inject
    Manifests manifests;

    @Inject
    BulkOperations operations;

    /** Copies of one host that attested. */
    private void fleet(String model, String hypervisorVersion) throws SQLException {
        assertThat(HOSTS).isGreaterThan(Reappraisal.BATCH);
        Agent.publish(KnownGood.vmm("esxi", hypervisorVersion));
        Agent.enrolled(model, hypervisorVersion).attest();
        execute("insert into evidence (id, host, challenge_id, measured_at, received_at, quote, signature,"
                + " event_log_digest, pcrs, facts) select gen_random_uuid(), 'fleet-' || n, gen_random_uuid(),"
                + " measured_at, received_at, quote, signature, event_log_digest, pcrs, facts"
                + " from evidence e, generate_series(1, " + HOSTS
                + ") n where e.id = (select evidence_id from host where id = '" + model + "')");
        execute(
                "create temporary table fleet on commit drop as select * from host where id = '" + model + "'",
                "insert into host select (jsonb_populate_record(h, jsonb_build_object("
                        + "'id', e.host, 'name', e.host, 'evidence_id', e.id, 'ek_public', null, 'ak_below_ek', null,"
                        + " 'ek_certificate', null, 'endorsement_root', null))).*"
                        + " from fleet h, evidence e where e.host like 'fleet-%'");
    }

    @AfterEach
    void disband() throws SQLException {
        execute("delete " + FLEET, "delete from evidence where host like 'fleet-%'");
    }

    @Test
    void a_fleet_is_appraised_again_at_once() throws SQLException {
        fleet("host-38", "20.0");
        String before = text("select min(reference_digest) " + FLEET);

        appraised("nothing changes", () -> Agent.publish(KnownGood.vmm("esxi", "20.1")), under(before));
        assertThat(number("select count(*) " + FLEET + " and state = 'TRUSTED'"))
                .isEqualTo(HOSTS);

        String between = text("select min(reference_digest) " + FLEET);
        appraised("all lose trust", () -> manifests.retire(new ManifestId("esxi-20.0"), "test", true), under(between));
        assertThat(number("select count(*) " + FLEET + " and state = 'UNTRUSTED' and vmm_reason like"
                        + " '%measures hypervisor esxi 20.0; reference % expects hypervisor esxi %'"))
                .isEqualTo(HOSTS);
    }

    @Test
    void a_bulk_operation_appraises_as_fast() throws SQLException {
        fleet("host-140", "20.2");
        execute("update host set state = 'UNTRUSTED', vmm_status = 'UNTRUSTED', vmm_reason = 'damaged by the test'"
                + " where id like 'fleet-%'");
        HostSelection fleet = new HostSelection(null, Map.of(), null, new ManifestId("esxi-20.2"), null, Set.of());

        appraised(
                "by a bulk operation",
                () -> operations.accept(BulkKind.APPRAISE_AGAIN, fleet, "test"),
                "state = 'UNTRUSTED'");
        await().until(() -> operations.page(null, 1).getFirst().state() == BulkOperation.State.SUCCEEDED);
        assertThat(number("select count(*) " + FLEET + " and state = 'TRUSTED' and vmm_reason = ''"))
                .isEqualTo(HOSTS);
    }

    private static String under(String references) {
        return "reference_digest = '" + references + "'";
    }

    private void appraised(String what, Runnable change, String left) throws SQLException {
        long start = System.nanoTime();
        change.run();
        await().atMost(Duration.ofSeconds(HOSTS / LEAST_PER_SECOND))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> number("select count(*) " + FLEET + " and " + left) == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%nreappraisal, %s: %d hosts in %.2f s, %.0f hosts/s%n", what, HOSTS, seconds, HOSTS / seconds);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    private long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    private String text(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
