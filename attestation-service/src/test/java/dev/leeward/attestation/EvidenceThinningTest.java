package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.attestation.app.EvidenceThinning;
import dev.leeward.attestation.app.Manifests;
import dev.leeward.attestation.app.MarkedEvidence.Thinned;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.KnownGood;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of the evidence of weeks that stays which changed something, and the newest. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EvidenceThinningTest extends ApiTest {

    private static final int KEPT = 10;

    @Inject
    EvidenceThinning thinning;

    @Inject
    Manifests manifests;

    @Inject
    Scheduler scheduler;

    @Inject
    Sql sql;

    @BeforeEach
    void alone() {
        scheduler.pause();
    }

    @AfterEach
    void workAgain() {
        scheduler.resume();
        sql.update("delete from evidence where host = 'thinned'");
    }

    @Test
    void what_changed_the_verdict_and_the_newest_stay_and_what_only_renewed_it_goes() {
        Agent.publish(KnownGood.vmm("esxi", "22.0"));
        Agent agent = Agent.enrolled("host-134", "22.0");
        List<String> trusted = attest(agent, 12);
        manifests.retire(new ManifestId("esxi-22.0"), "test", true);
        awaitTrust("host-134", TrustStatus.UNTRUSTED);
        List<String> untrusted = attest(agent, 15);
        age("host-134", "2 hours");

        thinAll();

        assertThat(kept("host-134"))
                .containsExactlyElementsOf(Stream.of(
                                List.of(trusted.getFirst(), trusted.getLast()),
                                untrusted.subList(untrusted.size() - KEPT, untrusted.size()))
                        .flatMap(List::stream)
                        .toList());
        agent.look().body("trust.overall", equalTo("UNTRUSTED"));
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/host-134/evidence/" + trusted.getLast())
                .then()
                .statusCode(200);
        agent.attest().statusCode(200);
    }

    @Test
    void what_answered_a_demand_stays() {
        Agent agent = Agent.enrolled("host-141", "5.1");
        List<String> before = attest(agent, 2);
        given().auth()
                .oauth2(Tokens.token("operator"))
                .post("/v1/hosts/host-141/attestations")
                .then()
                .statusCode(202);
        List<String> after = attest(agent, KEPT + 3);
        age("host-141", "2 hours");

        thinAll();

        assertThat(kept("host-141"))
                .containsExactlyElementsOf(
                        Stream.of(List.of(before.getFirst(), after.getFirst()), after.subList(3, after.size()))
                                .flatMap(List::stream)
                                .toList());
    }

    @Test
    void what_is_young_stays_and_so_does_what_is_older_than_the_retention_which_goes_by_its_age() {
        Agent agent = Agent.enrolled("host-135", "5.1");
        List<String> all = attest(agent, KEPT + 5);
        sql.update("update evidence set received_at = received_at - interval '40 days' where id = ?::uuid", all.get(1));
        sql.update("update evidence set received_at = received_at - interval '2 hours' where id = ?::uuid", all.get(2));

        thinAll();

        assertThat(kept("host-135"))
                .containsExactlyElementsOf(
                        all.stream().filter(id -> !id.equals(all.get(2))).toList());
    }

    /** Each transaction looks at so many and no more, and finds what it needs by indexes. */
    @Test
    void a_mass_of_evidence_is_thinned_part_by_part() {
        int mass = 3 * EvidenceThinning.BATCH + 500;
        sql.update(
                "insert into evidence (id, host, measured_at, received_at, vouched_by, events, pcrs, facts)"
                        + " select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'thinned', now(),"
                        + " now() - interval '3 hours', 'vc', '[]', '{}', '{}' from generate_series(1, ?) n",
                mass);
        sql.run("analyze evidence");

        long start = System.nanoTime();
        List<Integer> removed = new ArrayList<>();
        UUID after = null;
        for (int part = 0; part < 3; part++) {
            Thinned thinned = thinning.next(after);
            removed.add(thinned.removed());
            after = thinned.last().orElseThrow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%nthinning: %.0f pieces of evidence/s%n", 3 * EvidenceThinning.BATCH / seconds);

        assertThat(removed).containsOnly(EvidenceThinning.BATCH);
        thinning.next(after);
        assertThat(kept("thinned")).hasSize(KEPT);
    }

    private void thinAll() {
        UUID after = null;
        do {
            after = thinning.next(after).last().orElse(null);
        } while (after != null);
    }

    private void age(String host, String by) {
        sql.update("update evidence set received_at = received_at - ?::interval where host = ?", by, host);
    }

    private List<String> kept(String host) {
        return sql.list(
                "select id::text as id from evidence where host = ? order by evidence.id", row -> row.text("id"), host);
    }

    private static List<String> attest(Agent agent, int times) {
        return IntStream.range(0, times)
                .mapToObj(
                        _ -> agent.attest().statusCode(200).extract().jsonPath().getString("evidenceId"))
                .toList();
    }
}
