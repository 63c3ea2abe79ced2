package dev.leeward.policy.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.TestAuthority;
import dev.leeward.policy.app.MigrationAuthority.Reading;
import dev.leeward.policy.app.MigrationAuthority.Reading.Proven;
import dev.leeward.policy.app.MigrationAuthority.Reading.Unusable;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;

class KeyRequestsTest {
    private static final KeyPair PAIR = TestAuthority.pair("secp256r1");

    @Test
    void aRequestProvesThatItsSenderHoldsTheKey() {
        String request = TestAuthority.request("CN=west-1", PAIR);

        assertThat(KeyRequests.read(request)).isInstanceOfSatisfying(Proven.class, proven -> {
            assertThat(proven.commonName()).isEqualTo("west-1");
            assertThat(proven.key().getEncoded()).isEqualTo(PAIR.getPublic().getEncoded());
        });
        assertThat(KeyRequests.read(TestAuthority.request("CN=west-1", TestAuthority.pair("secp384r1"))))
                .isInstanceOf(Proven.class);
    }

    @Test
    void aRequestForTheKeyOfAnotherProvesNothing() {
        unusable(
                TestAuthority.request("CN=west-1", PAIR, TestAuthority.pair("secp256r1")),
                "it is not signed with the key that it names");
    }

    @Test
    void onlyKeysOnTheTwoCurvesAreTaken() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);

        unusable(TestAuthority.request("CN=west-1", rsa.generateKeyPair()), "neither on the curve P-256 nor on P-384");
        unusable(
                TestAuthority.request("CN=west-1", TestAuthority.pair("secp521r1")),
                "neither on the curve P-256 nor on P-384");
    }

    @Test
    void theSubjectIsACommonNameAndNothingElse() {
        for (String subject :
                new String[] {"O=west-1", "CN=west-1,O=x", "CN=west-1,CN=east-1", "CN=west-1+CN=east-1"}) {
            unusable(TestAuthority.request(subject, PAIR), "its subject is not a common name and nothing else");
        }
    }

    @Test
    void whatIsNoRequestIsSaidToBeNone() {
        String request = TestAuthority.request("CN=west-1", PAIR);

        unusable("", "it is no PKCS #10 request in PEM");
        unusable(TestAuthority.named("a").certificate(), "it is no PKCS #10 request in PEM");
        unusable(request + request, "it is no PKCS #10 request in PEM");
        unusable(request.replaceFirst("MI", "MA"), "it cannot be read");
        unusable(request.replaceFirst("M", "!"), "it cannot be read");
    }

    private static void unusable(String request, String reason) {
        Reading reading = KeyRequests.read(request);
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Unusable.class,
                        unusable -> assertThat(unusable.reason()).contains(reason));
    }
}
