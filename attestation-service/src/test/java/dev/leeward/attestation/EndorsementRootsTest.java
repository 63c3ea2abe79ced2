package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EndorsementAuthority;
import dev.leeward.testkit.tpm.EndorsementAuthority.Draft;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose word counts that a TPM is one. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EndorsementRootsTest extends ApiTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final EndorsementAuthority maker = EndorsementAuthority.root("Maker of EndorsementRootsTest", MADE);

    @Test
    void a_root_is_added_once_listed_and_retired_and_can_come_back() {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(maker.certificate())
                + "\n-----END CERTIFICATE-----\n";
        String id = Roots.add(Tokens.token("admin"), pem)
                .statusCode(201)
                .body("subject", equalTo("CN=Maker of EndorsementRootsTest"))
                .body("vendor", equalTo("Maker"))
                .body("tenant", nullValue())
                .body("inForce", equalTo(true))
                .body("validFrom", equalTo("2026-01-01T00:00:00Z"))
                .extract()
                .jsonPath()
                .getString("id");

        Roots.add(Tokens.token("admin"), Roots.base64(maker.certificate()))
                .statusCode(200)
                .body("id", equalTo(id));
        list(Tokens.token("auditor"), id, true);
        for (int i = 0; i < 2; i++) {
            given().auth()
                    .oauth2(Tokens.token("admin"))
                    .post("/v1/endorsement-roots/{id}/actions/retire", id)
                    .then()
                    .statusCode(200)
                    .body("inForce", equalTo(false));
        }
        assertThat(Roots.add(maker)).isNotEqualTo(id);
    }

    @Test
    void what_is_no_authority_or_no_certificate_is_no_root() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        String ofTpm = Roots.base64(maker.certify(Draft.of(tpm.endorsementKey(), MADE)));

        Roots.add(Tokens.token("admin"), ofTpm)
                .statusCode(422)
                .body("code", equalTo("endorsement-root-unusable"))
                .body("detail", containsString("may not sign certificates"));
        Roots.add(Tokens.token("admin"), "AAAA")
                .statusCode(422)
                .body("code", equalTo("endorsement-certificate-malformed"));
        Roots.add(Tokens.token("admin"), "%%%").statusCode(400).body("code", equalTo("malformed-base64"));
    }

    @Test
    void a_revocation_list_of_somebody_else_is_refused() {
        String id = Roots.add(maker);
        EndorsementAuthority other = EndorsementAuthority.root("Other", MADE);

        Roots.revoke(id, other.revocationList(MADE, Instant.parse("2099-01-01T00:00:00Z")))
                .statusCode(422)
                .body("code", equalTo("revocation-list-unusable"))
                .body("detail", containsString("signed neither by CN=Maker of EndorsementRootsTest"));
        Roots.revoke("0190a5f0-0000-7000-8000-000000000000", new byte[] {1})
                .statusCode(404)
                .body("code", equalTo("endorsement-root-not-found"));
    }

    @Test
    void only_an_administrator_changes_roots() {
        String certificate = Roots.base64(maker.certificate());
        for (String role : List.of("operator", "security-officer", "auditor", "agent", "enforcement-point")) {
            Roots.add(Tokens.token(role), certificate).statusCode(403);
        }
    }

    @Test
    void a_tenants_root_is_the_tenants_own_and_endorses_no_host_that_is_not_dedicated_to_it() {
        EndorsementAuthority own = EndorsementAuthority.root("Maker of acme", MADE);
        String id = Roots.add(Tokens.token("admin", "acme"), Roots.base64(own.certificate()))
                .statusCode(201)
                .body("tenant", equalTo("acme"))
                .extract()
                .jsonPath()
                .getString("id");
        Agent agent = endorsedBy(own, "host-79");

        agent.enrol(Tokens.agent("host-79")).statusCode(200);

        agent.look().body("endorsement.root", nullValue());
        list(Tokens.token("admin", "acme"), id, true);
        list(Tokens.token("admin", "umbrella"), id, false);
        given().auth()
                .oauth2(Tokens.token("admin", "umbrella"))
                .post("/v1/endorsement-roots/{id}/actions/retire", id)
                .then()
                .statusCode(404);
        Agent dedicated = endorsedBy(own, TestInventory.DEDICATED_TO_ACME);
        dedicated.enrol(Tokens.agent(dedicated.id())).statusCode(200);
        dedicated.look().body("endorsement.root", equalTo(id));
    }

    private static Agent endorsedBy(EndorsementAuthority maker, String host) {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        tpm.endorse(maker.certify(Draft.of(tpm.endorsementKey(), MADE)));
        return new Agent(host, MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1")));
    }

    private static void list(String token, String id, boolean there) {
        given().auth()
                .oauth2(token)
                .get("/v1/endorsement-roots?limit=500")
                .then()
                .statusCode(200)
                .body("items.id", there ? hasItem(id) : not(hasItem(id)));
    }
}
