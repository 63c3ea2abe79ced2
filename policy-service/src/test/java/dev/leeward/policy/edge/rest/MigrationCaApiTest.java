package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.policy.Given;
import dev.leeward.policy.LibvirtHosts;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.TestAuthority;
import dev.leeward.policy.World;
import dev.leeward.policy.app.IssuedCertificates;
import dev.leeward.policy.certificate.IssuedCertificate;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(LibvirtHosts.class)
class MigrationCaApiTest {
    private static final KeyPair PAIR = TestAuthority.pair("secp256r1");

    @Inject
    World world;

    @Inject
    MutableClock clock;

    @Inject
    IssuedCertificates issued;

    @ConfigProperty(name = LibvirtHosts.AUTHORITIES)
    Path authorities;

    private final String west = unique("west-1");

    @BeforeEach
    void aTrustedHost() {
        world.trustedHost(west);
    }

    @AfterEach
    void theClockIsRightAgain() {
        clock.ahead(Duration.ZERO);
    }

    private static ValidatableResponse ask(String token, String host, String request) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(Map.of("host", host, "request", request))
                .post("/v1/migration-ca/certificates")
                .then();
    }

    private static ValidatableResponse ask(String host) {
        return ask(Tokens.agent(host), host, TestAuthority.request("CN=" + host, PAIR));
    }

    private static ValidatableResponse read(String path) {
        return given().auth().oauth2(Tokens.token("auditor")).get(path).then().statusCode(200);
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        return all.stream().map(X509Certificate.class::cast).toList();
    }

    @Test
    void aTrustedHostIsGivenACertificateInItsNamesThatEndsWithItsTrust() throws Exception {
        JsonPath answer = ask(west)
                .statusCode(201)
                .body("host", equalTo(west))
                .body("names", contains(west))
                .extract()
                .jsonPath();

        X509Certificate certificate =
                certificates(answer.getString("certificate")).getFirst();
        X509Certificate authority = certificates(answer.getString("bundle")).getFirst();
        certificate.verify(authority.getPublicKey());
        assertThat(certificate.getPublicKey().getEncoded())
                .isEqualTo(PAIR.getPublic().getEncoded());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + west);
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, west));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getNotAfter().toInstant())
                .isEqualTo(Instant.parse(answer.getString("notAfter")))
                .isBefore(Instant.now().plus(Duration.ofMinutes(10)));

        read("/v1/migration-ca/certificates?host=" + west)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(answer.getString("id")))
                .body("items[0].serial", equalTo(certificate.getSerialNumber().toString(16)))
                .body("items[0].authority", equalTo("a"))
                .body("items[0].assurance", equalTo("HARDWARE_QUOTE"))
                .body("next", nullValue());
    }

    @Test
    void aHostThatIsNotTrustedNowIsToldWhyItGetsNone() {
        ask(west).statusCode(201);
        world.kafka().send(TestEvents.with(TestEvents.untrusted(west), "reason", Given.WRONG_VMM));
        world.awaitHost(west, host -> host.trust().status() == TrustStatus.UNTRUSTED);

        ask(west)
                .statusCode(409)
                .body("code", equalTo("host-not-trusted"))
                .body("detail", containsString(Given.WRONG_VMM));
        read("/v1/migration-ca/certificates?host=" + west).body("items", hasSize(1));
    }

    @Test
    void trustThatHasExpiredIsNotTrustEvenIfNobodySaidSo() {
        clock.ahead(Duration.ofMinutes(11));

        ask(west).statusCode(409).body("code", equalTo("host-not-trusted")).body("detail", containsString("expired"));
    }

    @Test
    void aHostIsGivenOnesOfItsOwnNameToItsOwnKeyAlone() {
        String east = unique("east-1");
        world.trustedHost(east);

        ask(Tokens.agent(east), west, TestAuthority.request("CN=" + west, PAIR))
                .statusCode(403)
                .body("code", equalTo("not-your-host"));
        ask(Tokens.agent(west), west, TestAuthority.request("CN=" + east, PAIR))
                .statusCode(422)
                .body("code", equalTo("not-its-name"));
        ask(Tokens.agent(west), west, TestAuthority.request("CN=" + west, PAIR, TestAuthority.pair("secp256r1")))
                .statusCode(422)
                .body("code", equalTo("request-unusable"));
        ask(unique("nowhere")).statusCode(409).body("code", equalTo("host-unknown"));
    }

    @Test
    void aSuccessorCountsBeforeItSignsAndThePredecessorUntilItIsGone() throws Exception {
        TestAuthority successor = TestAuthority.named("b");
        Files.writeString(authorities.resolve("b.crt"), successor.certificate());
        try {
            read("/v1/migration-ca")
                    .body("authorities.id", contains("a", "b"))
                    .body("authorities.issuing", contains(true, false));
            assertThat(ask(west).statusCode(201).extract().<String>path("bundle"))
                    .contains(successor.certificate().strip());

            Files.writeString(authorities.resolve("b.key"), successor.key());
            read("/v1/migration-ca").body("authorities.issuing", contains(false, true));
            JsonPath answer = ask(west).statusCode(201).extract().jsonPath();
            certificates(answer.getString("certificate"))
                    .getFirst()
                    .verify(certificates(successor.certificate()).getFirst().getPublicKey());
            assertThat(certificates(answer.getString("bundle"))).hasSize(2);

            Files.writeString(authorities.resolve("b.key"), "half of it");
            ask(west).statusCode(201);
        } finally {
            Files.delete(authorities.resolve("b.key"));
            Files.delete(authorities.resolve("b.crt"));
        }
        read("/v1/migration-ca").body("authorities.id", contains("a"));
    }

    @Test
    void aListGoesOnPageByPage() {
        ask(west).statusCode(201);
        String last = ask(west).statusCode(201).extract().path("id");

        String next = read("/v1/migration-ca/certificates?limit=1&host=" + west)
                .body("items.id", contains(last))
                .extract()
                .path("next");
        read("/v1/migration-ca/certificates?limit=1&host=" + west + "&cursor=" + next)
                .body("items", hasSize(1))
                .body("next", nullValue());
    }

    @Test
    void whatWasGivenLongAgoIsForgotten() {
        Instant then = Instant.now().minus(Duration.ofDays(31));
        issued.keep(new IssuedCertificate(
                UUID.randomUUID(),
                new HostId(west),
                unique("ab"),
                "a",
                List.of(west),
                "cd",
                then,
                then,
                then.plusSeconds(600),
                then,
                then.plusSeconds(600),
                Assurance.HARDWARE_QUOTE));
        read("/v1/migration-ca/certificates?host=" + west).body("items", hasSize(1));

        String id = ask(west).statusCode(201).extract().path("id");

        read("/v1/migration-ca/certificates?host=" + west).body("items.id", contains(id));
    }
}
