package dev.leeward.attestation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that takes the first key that an agent names, as on a trusted network. */
@QuarkusTest
@TestProfile(PinOnFirstUseTest.Lenient.class)
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class PinOnFirstUseTest extends ApiTest {

    /** The weakest setting. */
    public static final class Lenient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("leeward.attestation.enrolment", "pin-on-first-use");
        }
    }

    @Test
    void the_first_key_is_pinned_and_replaced_by_an_administrator_only() {
        Agent agent = new Agent("host-81", Agent.booted("5.1"));
        byte[] another = SoftwareTpm.manufacture(Clock.systemUTC()).attestationPublic();

        agent.pin(Tokens.agent("host-81")).statusCode(200).body("binding", equalTo("PINNED"));
        agent.pin(Tokens.agent("host-81")).statusCode(200);
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        agent.look().body("binding", equalTo("PINNED")).body("endorsement", nullValue());
        agent.pin(Tokens.agent("host-81"), another).statusCode(409).body("code", equalTo("attestation-key-pinned"));
        agent.look().body("trust.overall", equalTo("TRUSTED"));
        agent.pin(Tokens.token("admin"), another).statusCode(200);
        agent.look().body("trust.overall", equalTo("UNKNOWN"));
    }

    @Test
    void a_pinned_key_is_bound_by_a_later_proof_and_never_unbound_again() {
        Agent agent = new Agent("host-82", Agent.booted("5.1"));
        agent.pin(Tokens.agent("host-82")).statusCode(200);

        agent.enrol(Tokens.agent("host-82")).statusCode(200).body("binding", equalTo("CREDENTIAL_ACTIVATION"));
        agent.pin(Tokens.agent("host-82")).statusCode(200).body("binding", equalTo("CREDENTIAL_ACTIVATION"));

        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
    }

    @Test
    void a_key_that_cannot_attest_is_not_pinned() {
        new Agent("host-83", Agent.booted("5.1"))
                .pin(Tokens.agent("host-83"), new byte[] {0, 1, 2})
                .statusCode(422)
                .body("code", equalTo("attestation-key-unusable"));
    }
}
