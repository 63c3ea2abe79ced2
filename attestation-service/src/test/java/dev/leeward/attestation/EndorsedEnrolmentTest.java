package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.EndorsementAuthority.Draft;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A service that takes only TPMs that a trusted maker vouches for. */
@QuarkusTest
@TestProfile(EndorsedEnrolmentTest.Endorsed.class)
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EndorsedEnrolmentTest extends ApiTest {

    /** The strictest setting. */
    public static final class Endorsed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("leeward.attestation.enrolment", "endorsed");
        }
    }

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    DataSource database;

    @Test
    void a_tpm_without_a_makers_word_stays_outside() throws Exception {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        EndorsementAuthority maker = EndorsementAuthority.root("Maker of EndorsedEnrolmentTest", MADE);
        EndorsementAuthority plant = maker.below("Plant", MADE);
        Agent agent = new Agent("host-80", MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1")));
        String token = Tokens.agent("host-80");

        agent.pin(token).statusCode(409).body("code", equalTo("credential-activation-required"));
        agent.enrol(token)
                .statusCode(422)
                .body("code", equalTo("endorsement-certificate-missing"))
                .body("remedy", containsString("0x1c00002"));
        tpm.endorse(plant.certify(Draft.of(tpm.endorsementKey(), MADE)));
        agent.enrol(token)
                .statusCode(422)
                .body("code", equalTo("endorsement-root-unknown"))
                .body("detail", containsString("CN=Plant"));
        // An authority below a root is trusted as one.
        Roots.add(plant);
        agent.enrol(token).statusCode(200);

        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update host set endorsement_root = null where id = 'host-80'");
        }
        given().auth()
                .oauth2(token)
                .post("/v1/hosts/host-80/challenges")
                .then()
                .statusCode(409)
                .body("code", equalTo("host-not-enrolled"));
    }
}
