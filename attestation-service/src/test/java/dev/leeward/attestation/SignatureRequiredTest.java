package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.KnownGood;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where every manifest has to be signed. */
@QuarkusTest
@TestProfile(SignatureRequiredTest.Required.class)
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class SignatureRequiredTest {

    /** The setting under test. */
    public static final class Required implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("leeward.attestation.manifest-signatures", "required");
        }
    }

    @Test
    void a_manifest_without_a_signature_is_refused_and_one_with_it_is_not() {
        String manifest = KnownGood.vmm("kvm", "1.0").toJson();
        Signer signer = Signer.p256("builders", "2026");
        signer.register();

        post("application/json", manifest, 422, "code", "manifest-unsigned");
        post("application/jose", signer.sign(manifest), 201, "signature.provider", "builders");
    }

    private static void post(String type, String body, int status, String field, String value) {
        given().auth()
                .oauth2(Tokens.token("security-officer"))
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/reference-manifests")
                .then()
                .statusCode(status)
                .body(field, equalTo(value));
    }
}
