package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.KnownGood;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** Reference manifests, and the hosts that are appraised again when they change. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class ReferencesTest extends ApiTest {

    @Test
    void a_reference_change_appraises_hosts_again_from_kept_evidence() {
        Agent agent = Agent.enrolled("host-19", "6.0");
        agent.attest().statusCode(200).body("trust.overall", equalTo("UNTRUSTED"));

        Agent.publish(KnownGood.vmm("esxi", "6.0"));
        TrustChanged trusted = awaitTrust("host-19", TrustStatus.TRUSTED);
        assertThat(trusted.getVmm().getManifest()).isEqualTo("esxi-6.0");
        retire("esxi-6.0").statusCode(200).body("inForce", equalTo(false));
        TrustChanged untrusted = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-19")
                                && event.getPreviousOverall() == TrustStatus.TRUSTED);

        assertThat(untrusted.getOverall()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(untrusted.getEvidenceId()).isEqualTo(trusted.getEvidenceId());
        assertThat(untrusted.getReferenceDigest()).isNotEqualTo(trusted.getReferenceDigest());
        agent.look().body("trust.overall", equalTo("UNTRUSTED"));
        assertGapless("host-19");
    }

    @Test
    void a_manifest_never_changes_under_its_id_while_it_is_in_force() {
        Agent.publish(KnownGood.vmm("esxi", "7.0"));
        String other = KnownGood.vmm("esxi", "7.1").toJson().replace("\"id\":\"esxi-7.1\"", "\"id\":\"esxi-7.0\"");

        publish(other).statusCode(409).body("code", equalTo("manifest-in-force"));
        retire("esxi-7.0").statusCode(200);
        publish(other).statusCode(201).body("version", equalTo(2));
        retire("esxi-7.0").statusCode(200);

        retire("esxi-8").statusCode(404);
        publish(KnownGood.vmm("esxi", "8.0").toJson().replace("\"pcr\":18", "\"pcr\":17"))
                .statusCode(422)
                .body("code", equalTo("manifest-incomplete"))
                .body("detail", containsString("no value for PCR 18"));
    }

    private static ValidatableResponse publish(String manifest) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body(manifest)
                .post("/v1/reference-manifests")
                .then();
    }

    private static ValidatableResponse retire(String manifest) {
        return given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"replaced\"}")
                .post("/v1/reference-manifests/{id}/actions/retire", manifest)
                .then();
    }
}
